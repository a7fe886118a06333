export { client } from './client.ts'
export { Connection, isNotFound } from './connection.ts'
