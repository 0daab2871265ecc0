import Catalog
import Testing

struct ByteBudgetTests {
    @Test func `what is left can be taken, and not a byte more`() {
        let budget = ByteBudget(byteLimit: 10)
        let share = budget.share(6)
        #expect(share != nil && budget.share(5) == nil)
        #expect(budget.heldByteCount == 6)
        #expect(share?.grow(by: 4) == true && share?.grow(by: 1) == false)
    }

    @Test func `a share that goes away gives back what it had, once`() {
        let budget = ByteBudget(byteLimit: 10)
        do {
            let share = budget.share(10)
            share?.giveBack()
            #expect(budget.heldByteCount == 0)
            #expect(share?.grow(by: 3) == true)
        }
        #expect(budget.heldByteCount == 0)
    }

    @Test func `a lower limit takes nothing away and gives nothing more`() {
        let budget = ByteBudget(byteLimit: 10)
        let first = budget.share(8)
        budget.setLimit(5)
        #expect(budget.heldByteCount == 8)
        #expect(budget.share(1) == nil)
        first?.giveBack()
        #expect(budget.share(5) != nil)
    }
}
