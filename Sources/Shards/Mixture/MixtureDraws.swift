/// Which sample of which component stands at a slot of a mixture, and the inverse.
///
/// A component is drawn from without end: its view epoch after epoch, in the view's own order. An
/// epoch of the mixture takes up where the one before it ended, so over the epochs every sample of
/// a component comes equally often, whether it is drawn more or less than once each time.
package struct MixtureDraws: Sendable {
    package struct Component: Sendable {
        /// Samples of the view.
        package let sampleCount: Int
        package let order: OrderRule
        /// Slots that it has in an epoch of the mixture.
        package let slotCount: Int

        package init(sampleCount: Int, order: OrderRule, slotCount: Int) {
            precondition(
                sampleCount > 0 || slotCount == 0, "an empty view is refused where it comes in")
            self.sampleCount = sampleCount
            self.order = order
            self.slotCount = slotCount
        }
    }

    /// A sample of a component.
    package struct Draw: Sendable, Hashable {
        package let component: Int
        /// The epoch of the component's view, modulo 2⁶⁴.
        package let pass: UInt64
        /// The place of the sample among those of the view.
        package let place: Int
    }

    private let components: [Component]
    /// The first slot of each component.
    private let starts: [Int]
    private let epoch: UInt64

    package init(of components: [Component], epoch: UInt64) {
        self.components = components
        self.epoch = epoch
        var start = 0
        starts = components.map { component in
            defer { start += component.slotCount }
            return start
        }
    }

    /// The draws at some slots, in their order.
    package func draws(at slots: [Int]) -> [Draw] {
        var orders: [Key: EpochOrder] = [:]
        return slots.map { slot in
            let component = index(holding: slot)
            let (pass, place) = number(component, slot - starts[component])
            let order = order(of: component, pass: pass, &orders)
            return Draw(component: component, pass: pass, place: order.position(at: place))
        }
    }

    /// The slots at which the sample at a place of a component stands, in their order.
    ///
    /// - Parameter limit: slots at most.
    package func slots(of place: Int, in component: Int, limit: Int) -> [Int] {
        let (count, size) = (components[component].slotCount, components[component].sampleCount)
        guard count > 0 else { return [] }
        var orders: [Key: EpochOrder] = [:]
        var slots: [Int] = []
        // Where the epoch begins in its first pass.
        let (_, first) = number(component, 0)
        var passStart = -first
        while passStart < count, slots.count < limit {
            let (pass, _) = number(component, max(0, passStart))
            let order = order(of: component, pass: pass, &orders)
            let slot = passStart + order.index(of: place)
            if (0..<count).contains(slot) { slots.append(starts[component] + slot) }
            orders.removeAll()
            passStart += size
        }
        return slots
    }

    /// The pass of a component's n-th slot, and its index in that pass.
    private func number(_ component: Int, _ slot: Int) -> (pass: UInt64, index: Int) {
        let (count, size) = (components[component].slotCount, components[component].sampleCount)
        let draw = UInt128(epoch) * UInt128(count) + UInt128(slot)
        let (pass, index) = draw.quotientAndRemainder(dividingBy: UInt128(size))
        return (UInt64(truncatingIfNeeded: pass), Int(index))
    }

    private struct Key: Hashable {
        let component: Int
        let pass: UInt64
    }

    private func order(
        of component: Int, pass: UInt64, _ orders: inout [Key: EpochOrder]
    ) -> EpochOrder {
        let key = Key(component: component, pass: pass)
        if let known = orders[key] { return known }
        let order = EpochOrder(
            components[component].order, epoch: pass,
            sampleCount: components[component].sampleCount)
        orders[key] = order
        return order
    }

    /// The component that has a slot.
    private func index(holding slot: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if starts[middle] <= slot { low = middle } else { high = middle }
        }
        return low
    }
}
