using System.Text;
using System.Text.Json;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Audit;

public class AuditRetentionTests
{
    private const string Key = "ws";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Old_segments_go_and_what_remains_still_verifies_also_after_a_restart()
    {
        var (clock, log) = (new FakeTimeProvider(Start), new AuditLogInMemory());
        await using var silo = await StartAsync(clock, log);
        var trail = silo.Grains.Audit(Key);
        await AppendAsync(trail, 0, 450, Start);
        await AppendAsync(trail, 450, 250, Start.AddDays(50));
        var early = Stated((await trail.GetCheckpointAsync())!.Note!);
        Assert.Null((await trail.DropDueAsync()).Dropped);

        // The 450 of the first day are due; the segments hold a hundred each, so 400 go.
        clock.SetUtcNow(Start.AddDays(90));
        var dropped = (await trail.DropDueAsync()).Dropped!;
        Assert.Equal((400L, 60, Start), (dropped.Before, dropped.RetentionDays, dropped.Newest));
        Assert.Equal(400, log.Entries[0].Sequence);
        Assert.Equal(dropped, (await trail.DropDueAsync()).Dropped);
        await silo.Silo.DeactivateAsync(trail);

        var verified = await trail.VerifyAsync();
        Assert.True(verified.Valid, verified.Fault);
        Assert.Equal(701, verified.Entries);
        await AppendAsync(trail, 700, 30, Start.AddDays(90));
        Assert.True((await trail.VerifyAsync()).Valid);
        var lines = await trail.ExportAsync(0).ToListAsync();
        Assert.Equal((331, 400L), (lines.Count, Sequence(lines[0].Entry)));
        Assert.Contains(lines, line => line.Entry.Contains("\"action\":\"audit.drop\"", StringComparison.Ordinal)
            && line.Entry.Contains($"\"before\":400,\"from\":0,\"head\":\"{dropped.Head}\"", StringComparison.Ordinal));

        // Proofs reach over what is gone, into the middle of a tile.
        var late = Stated((await trail.GetCheckpointAsync())!.Note!);
        foreach (long sequence in (long[])[400, 450, 511, 512, 730])
        {
            var proof = (await trail.ProveAsync(sequence)).Value!;
            Assert.True(MerkleProof.VerifyInclusion(
                sequence, late.Size, MerkleTree.LeafHash(Encoding.UTF8.GetBytes(proof.Entry)), [.. proof.Path.Select(Convert.FromHexString)],
                late.Root.AsSpan()));
        }

        foreach (long from in (long[])[1, 255, 256, 333, 400, 700])
        {
            var proof = (await trail.ProveConsistencyAsync(from, late.Size)).Value!;
            if (from == 700) Assert.Equal(Convert.ToHexStringLower(early.Root.AsSpan()), proof.FromRoot);
            Assert.True(MerkleProof.VerifyConsistency(
                from, late.Size, Convert.FromHexString(proof.FromRoot), late.Root.AsSpan(), [.. proof.Path.Select(Convert.FromHexString)]));
        }

        Assert.Equal("audit.entry-dropped", (await trail.ProveAsync(399)).Refusal!.Code);
        Assert.Equal("audit.entry-dropped", (await trail.ReadTileAsync("entries/000")).Refusal!.Code);
        Assert.Equal(256 * 32, (await trail.ReadTileAsync("0/000")).Value!.Length);
        Assert.Null(await silo.Service<ICatalogue>().FindAsync(Key, CatalogueKinds.AuditEvent, "event-3", default));
        Assert.NotNull(await silo.Service<ICatalogue>().FindAsync(Key, CatalogueKinds.AuditEvent, "event-430", default));
    }

    [Fact]
    public async Task The_kept_hashes_bear_the_proofs_when_those_of_the_lists_are_gone()
    {
        var (clock, log) = (new FakeTimeProvider(Start), new AuditLogInMemory());
        await using var silo = await StartAsync(clock, log);
        var trail = silo.Grains.Audit(Key);
        await AppendAsync(trail, 0, 900, Start);
        await AppendAsync(trail, 900, 50, Start.AddDays(50));
        clock.SetUtcNow(Start.AddDays(90));
        await trail.DropDueAsync();
        for (int tile = 0; tile < 3; tile++)
            await silo.Service<ICatalogue>().RemoveAsync(Key, CatalogueKinds.AuditTile, $"{tile:d12}", default);
        await silo.Silo.DeactivateAsync(trail);
        var proved = await trail.ProveAsync(920);
        Assert.True(proved.Accepted, proved.Refusal?.Message);
    }

    [Fact]
    public async Task An_export_behind_what_was_dropped_verifies_whole_without_the_server()
    {
        var (clock, log) = (new FakeTimeProvider(Start), new AuditLogInMemory());
        await using var silo = await StartAsync(clock, log);
        var trail = silo.Grains.Audit(Key);
        await AppendAsync(trail, 0, 320, Start);
        clock.SetUtcNow(Start.AddDays(90));
        await trail.DropDueAsync();
        byte[] whole = await ExportAsync(trail);
        var verdict = Check(silo, whole);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal((21L, 321L), (verdict.Entries, verdict.Checkpoint!.Size));
        Assert.Contains("the 300 before them were dropped", verdict.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_hold_nothing_goes()
    {
        var (clock, log) = (new FakeTimeProvider(Start), new AuditLogInMemory());
        await using var silo = await StartAsync(clock, log);
        var trail = silo.Grains.Audit(Key);
        await AppendAsync(trail, 0, 320, Start);
        Principal.Current = new(Key, "ann", []);
        Assert.Equal(("Case 12", "ann"), (await trail.HoldAsync("Case 12")).Hold is { } hold ? (hold.Reason, hold.By) : default);
        Principal.Current = null;
        await silo.Silo.DeactivateAsync(trail);
        clock.SetUtcNow(Start.AddDays(900));
        Assert.Null((await trail.DropDueAsync()).Dropped);
        Assert.Null((await trail.HoldAsync(null)).Hold);
        Assert.Equal(300, (await trail.DropDueAsync()).Dropped!.Before);
        Assert.Equal(["audit.hold", "audit.release-hold", "audit.drop"], (await trail.ExportAsync(320).ToListAsync())
            .Select(line => JsonDocument.Parse(line.Entry).RootElement.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task Without_a_setting_everything_is_kept()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await AppendAsync(silo.Grains.Audit(Key), 0, 20, Start);
        var kept = await silo.Grains.Audit(Key).DropDueAsync();
        Assert.Equal((null, null), (kept.RetentionDays, kept.Dropped));
    }

    /// <summary>The files of a machine: they go as whole files, and the trail goes on where it was.</summary>
    [Fact]
    public async Task Files_that_hold_nothing_but_dropped_entries_are_gone()
    {
        var clock = new FakeTimeProvider(Start);
        await using var silo = await PlatformSilo.StartAsync(
            new() { ["Kolosal:Audit:RetentionDays"] = "60", ["Kolosal:Storage:SegmentBytes"] = "4096" }, clock: clock);
        var trail = silo.Grains.Audit(Key);
        for (int i = 0; i < 100; i += 10) await AppendAsync(trail, i, 10, Start);
        string[] Files() => Directory.GetFiles(silo.DataDirectory, "*.seg", SearchOption.AllDirectories)
            .Where(path => path.Contains("audit-ws", StringComparison.Ordinal)).ToArray();
        int before = Files().Length;
        clock.SetUtcNow(Start.AddDays(90));
        long dropped = (await trail.DropDueAsync()).Dropped!.Before;
        Assert.InRange(dropped, 1, 99);
        Assert.True(Files().Length < before, $"{Files().Length} of {before} files");
        Assert.True((await trail.VerifyAsync()).Valid);
        Assert.Equal(dropped, Sequence((await trail.ExportAsync(0).FirstAsync()).Entry));
    }

    private static Task<PlatformSilo> StartAsync(FakeTimeProvider clock, AuditLogInMemory log) => PlatformSilo.StartAsync(
        new() { ["Kolosal:Audit:RetentionDays"] = "60" }, services: services => services.AddSingleton<IAuditLog>(log), clock: clock);

    private static async Task<byte[]> ExportAsync(IAuditGrain trail)
    {
        var (checkpoint, tombstone) = ((await trail.SealAsync())!, (await trail.GetTombstoneAsync())!);
        using var file = new MemoryStream();
        file.Write([.. new ExportSeal(tombstone.Before, tombstone.Head, checkpoint.Note!, checkpoint.NoteKey!,
            new(tombstone.Note, [.. tombstone.Frontier.Select(Convert.FromHexString)])).ToLine(), (byte)'\n']);
        await foreach (var line in trail.ExportAsync(0))
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(new { hash = line.Hash, entry = line.Entry }, WireJson.Options), (byte)'\n']);
        return file.ToArray();
    }

    private static AuditVerdict Check(PlatformSilo silo, byte[] file)
    {
        using var stream = new MemoryStream(file);
        return AuditVerdict.Of(stream, null, silo.Service<ILogSigner>().Verify);
    }

    private static TreeCheckpoint Stated(string note) => TreeCheckpoint.Parse(SignedNote.Parse(note).Text);

    private static long Sequence(string entry)
    {
        using var parsed = JsonDocument.Parse(entry);
        return parsed.RootElement.GetProperty("seq").GetInt64();
    }

    private static async Task AppendAsync(IAuditGrain trail, int first, int count, DateTimeOffset at)
    {
        for (int i = 0; i < count; i += 100)
            await trail.AppendAsync([.. Enumerable.Range(first + i, Math.Min(100, count - i)).Select(number => new AuditEntry(
                $"event-{number}", at, "key_1", "thing.change", $"things/{number}", null, "{}"))]);
    }
}
