import { checkSeeds } from './check-seeds.ts'

checkSeeds({ from: 1, count: 100 })
