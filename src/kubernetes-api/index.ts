export { client } from './client.ts'
export { Connection, ifFound } from './connection.ts'
