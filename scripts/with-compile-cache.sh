# Runs a program so that Node.js, and every Node.js that the program starts, keeps what it compiled: loading TypeScript and
# the libraries takes a second otherwise. npm runs this in the project's directory.
NODE_COMPILE_CACHE="$PWD/node_modules/.cache/node" exec "$@"
