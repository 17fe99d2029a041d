import Metrics
import Testing

@testable import Postgres
@testable import Prometheus
@testable import ServerKit

@Suite("Metrics of a pool")
struct PoolMetricsTests {
    @Test("what happens in a pool is counted and timed")
    func events() {
        let backend = PrometheusMetrics(configuration: .init(help: PoolMetrics.help, showsProcess: false))
        let pool: any PostgresPoolMetrics = PoolMetrics(pool: "main", factory: backend)
        pool.connectionOpened(in: .milliseconds(20))
        pool.connectionOpened(in: .milliseconds(30))
        pool.connectionClosed()
        pool.connectionFailed(PostgresError(.connection, "no"))
        pool.connectionLeased(waited: .microseconds(100))
        pool.connectionReleased(held: .seconds(2))
        pool.leaseFailed(waited: .seconds(5), PostgresError(.timeout, "late"))
        pool.leaseFailed(waited: .seconds(1), CancellationError())
        var counts = PostgresPoolCounts()
        counts.idle = 3
        counts.leased = 2
        counts.waiting = 7
        pool.changed(counts)

        let text = backend.render()
        let expected = [
            "paddle_pool_connections{pool=\"main\",state=\"idle\"} 3",
            "paddle_pool_connections{pool=\"main\",state=\"leased\"} 2",
            "paddle_pool_connections{pool=\"main\",state=\"opening\"} 0",
            "paddle_pool_waiting_callers{pool=\"main\"} 7",
            "paddle_pool_connections_opened_total{pool=\"main\"} 2",
            "paddle_pool_connections_closed_total{pool=\"main\"} 1",
            "paddle_pool_connection_failures_total{error=\"connection\",pool=\"main\"} 1",
            "paddle_pool_lease_failures_total{error=\"timeout\",pool=\"main\"} 1",
            "paddle_pool_lease_failures_total{error=\"cancelled\",pool=\"main\"} 1",
            "paddle_pool_open_seconds_sum{pool=\"main\"} 0.05",
            "paddle_pool_open_seconds_count{pool=\"main\"} 2",
            "paddle_pool_wait_seconds_count{pool=\"main\"} 3",
            "paddle_pool_wait_seconds_bucket{pool=\"main\",le=\"0.0005\"} 1",
            "paddle_pool_held_seconds_sum{pool=\"main\"} 2",
        ]
        let lines = Set(text.split(separator: "\n").map(String.init))
        for line in expected { #expect(lines.contains(line), "\(line)") }
        let families = lines.filter { $0.hasPrefix("# TYPE paddle_pool") }
        #expect(families.count == PoolMetrics.help.count)
        #expect(lines.count { $0.hasPrefix("# HELP paddle_pool") } == families.count)
    }
}
