export { client } from './client.ts'
export { ApiError, Connection, ifFound } from './connection.ts'
