module proving-ground/supply/runc-wrapper

go 1.26.0
