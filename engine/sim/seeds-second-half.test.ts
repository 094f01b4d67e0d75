import { checkSeeds } from './check-seeds.ts'

checkSeeds({ from: 101, count: 100 })
