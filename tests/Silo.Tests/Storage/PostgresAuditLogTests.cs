using Kolosal.Audit;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Storage;

public sealed class PostgresAuditLogTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task A_chain_comes_back_in_order_and_whole()
    {
        var log = new PostgresAuditLog(server.Migrated);
        var chain = Chain(30);
        await log.AppendAsync("one", chain[..20], default);
        await log.AppendAsync("two", chain[..3], default);
        await log.AppendAsync("one", chain[20..], default);

        Assert.Equal(chain, await ReadAsync(log, "one", 0));
        Assert.Equal(chain[25..], await ReadAsync(log, "one", 25));
        Assert.Equal(3, (await ReadAsync(log, "two", 0)).Count);
    }

    [PostgresFact]
    public async Task A_second_writer_cannot_continue_from_the_same_entry()
    {
        var log = new PostgresAuditLog(server.Migrated);
        var chain = Chain(4);
        await log.AppendAsync("split", chain[..3], default);
        await Assert.ThrowsAsync<PostgresException>(() => log.AppendAsync("split", chain[2..], default));
        Assert.Equal(3, (await ReadAsync(log, "split", 0)).Count);
    }

    private static async Task<List<ChainedEntry>> ReadAsync(PostgresAuditLog log, string workspace, long from)
    {
        var entries = new List<ChainedEntry>();
        await foreach (var entry in log.ReadAsync(workspace, from, default)) entries.Add(entry);
        return entries;
    }

    private static List<ChainedEntry> Chain(int length)
    {
        var chain = new List<ChainedEntry>();
        for (int i = 0; i < length; i++)
            chain.Add(ChainedEntry.Seal(
                chain.LastOrDefault()?.Hash ?? HashChain.Genesis, i, $"e{i}", new(2026, 1, 1, 0, 0, i, TimeSpan.Zero), "key_1", "thing.change",
                    "things/ü", null, "{}"));
        return chain;
    }
}
