import Codecs

extension TopFrame {
    /// The whole frame, for programs: seconds, bytes, and rates per second.
    var json: JSON {
        [
            "seconds": .number(seconds), "upSeconds": .number(upSeconds),
            "requestsPerSecond": .number(requestRate),
            "receivedBytesPerSecond": .number(receivedRate),
            "sentBytesPerSecond": .number(sentRate),
            "requestsInProgress": .number(inProgress),
            "answersPerSecond": TopFrame.object(answerRates),
            "families": .array(families.map(\.json)),
            "loopBusyShares": .array(busyShares.map { .number($0) }),
            "pools": .array(pools.map(\.json)),
            "connections": .number(connections),
            "connectionsPerSecond": .number(openedRate),
            "closedPerSecond": TopFrame.object(closedRates),
            "refusedPerSecond": TopFrame.object(refusedRates),
            "processorShare": .number(processorShare), "memoryBytes": .number(memoryBytes),
            "openFiles": .number(openFiles), "openFileLimit": .number(openFileLimit),
            "lostLogLines": .number(lostLogLines), "isWritable": .bool(isWritable),
        ]
    }

    private static func object(_ rates: [String: Double]) -> JSON {
        var object = JSONObject()
        for (name, rate) in rates.sorted(by: { $0.key < $1.key }) { object[name] = .number(rate) }
        return .object(object)
    }
}

extension TopFrame.Family {
    fileprivate var json: JSON {
        [
            "family": .string(name), "requestsPerSecond": .number(requestRate),
            "p50Seconds": .optional(median), "p99Seconds": .optional(percentile99),
            "receivedBytesPerSecond": .number(receivedRate),
            "sentBytesPerSecond": .number(sentRate),
        ]
    }
}

extension TopFrame.Pool {
    fileprivate var json: JSON {
        [
            "pool": .string(name), "queued": .number(queued), "p50Seconds": .optional(median),
            "p99Seconds": .optional(percentile99),
        ]
    }
}
