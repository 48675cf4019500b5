using System.Text;
using System.Text.Json;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Audit;

public class AuditGrainTests
{
    [Fact]
    public async Task Entries_survive_a_crash_and_repeats_are_dropped()
    {
        using var measured = new Measurements("Kolosal.Audit");
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Audit:CheckpointEvery"] = "7" });
        for (int i = 0; i < 20; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i), Entry(i)]);
        await silo.Silo.KillAsync();
        for (int i = 15; i < 25; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);

        var verification = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.True(verification.Valid, verification.Fault);
        Assert.Equal(25, verification.Entries);
        Assert.NotNull(verification.Checkpoint);
        Assert.True(measured.Sum("kolosal.audit.entries") >= 25);
        Assert.True(measured.Count("kolosal.audit.verifications", "outcome=valid") >= 1);
    }

    [Fact]
    public async Task Workspaces_have_chains_of_their_own()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await silo.Grains.Audit("one").AppendAsync([Entry(1)]);
        await silo.Grains.Audit("two").AppendAsync([Entry(1), Entry(2)]);
        Assert.Equal(1, (await silo.Grains.Audit("one").VerifyAsync()).Entries);
        Assert.Equal(2, (await silo.Grains.Audit("two").VerifyAsync()).Entries);
    }

    [Fact]
    public async Task The_export_is_the_chain()
    {
        await using var silo = await PlatformSilo.StartAsync();
        for (int i = 0; i < 5; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
        var check = new ChainCheck();
        await foreach (var line in silo.Grains.Audit("ws").ExportAsync(0))
        {
            using var entry = JsonDocument.Parse(line.Entry);
            Assert.True(check.Add(new(entry.RootElement.GetProperty("seq").GetInt64(), line.Entry, line.Hash)));
        }
        Assert.Equal(5, check.Entries);
    }

    [Fact]
    public async Task What_was_written_past_the_grain_is_found()
    {
        await using var silo = await PlatformSilo.StartAsync();
        for (int i = 0; i < 5; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
        var forged = new ChainedEntry(
            5,
            """{"action":"model.promote","actor":"mallory","at":"2026-01-01T00:00:00.000Z","detail":{},"event_id":"x","model":null,"""
            + "\"seq\":5,\"subject\":\"models/a:1\"}",
            new string('a', 64));
        await silo.Services.GetRequiredService<ISegmentLogs>().Open("audit-ws").AppendAsync(forged.ToRecord());

        await silo.Silo.DeactivateAsync(silo.Grains.Audit("ws"));
        var verification = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.False(verification.Valid);
        Assert.Equal(5, verification.BrokenAt);
    }

    [Fact]
    public async Task Every_acknowledged_entry_is_covered_by_a_signed_checkpoint()
    {
        await using var silo = await PlatformSilo.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
            var verified = await silo.Grains.Audit("ws").VerifyAsync();
            Assert.Equal((true, i + 1L, verified.Head), (verified.Valid, verified.Checkpoint!.Entries, verified.Checkpoint.Head));
            Assert.True(silo.Service<IVerifier>().Verify(
                verified.Checkpoint.SigningKeyId, Encoding.UTF8.GetBytes($"ws\n{i + 1}\n{verified.Head}"),
                Convert.FromBase64String(verified.Checkpoint.Signature)));
        }
    }

    [Fact]
    public async Task What_the_option_leaves_unsigned_is_signed_when_the_grain_leaves_memory()
    {
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Audit:CheckpointEvery"] = "100" });
        for (int i = 0; i < 3; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
        Assert.Null((await silo.Grains.Audit("ws").VerifyAsync()).Checkpoint);
        await silo.Silo.DeactivateAsync(silo.Grains.Audit("ws"));
        Assert.Equal(3, (await silo.Grains.Audit("ws").VerifyAsync()).Checkpoint?.Entries);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(4), InlineData(9)]
    public async Task A_cut_tail_is_found_and_located_and_the_chain_goes_on_behind_it(int left)
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IAuditLog>(log));
        for (int i = 0; i < 10; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
        log.Entries.RemoveRange(left, 10 - left);
        await silo.Silo.DeactivateAsync(silo.Grains.Audit("ws"));
        await AssertBrokenAsync(silo, left);

        // No number is given again, and what comes now is in the chain of what was lost.
        await silo.Grains.Audit("ws").AppendAsync([Entry(10)]);
        Assert.Equal((10, left + 1), (log.Entries[^1].Sequence, log.Entries.Count));
        await AssertBrokenAsync(silo, left);
    }

    [Theory, InlineData(0), InlineData(5), InlineData(9)]
    public async Task A_chain_that_was_written_anew_from_an_entry_on_is_found_and_the_entry_is_named(int changed)
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IAuditLog>(log));
        for (int i = 0; i < 10; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);

        // As somebody does who knows how the hashes are made, and has no signing key.
        for (int i = changed; i < 10; i++)
        {
            string text = i == changed ? log.Entries[i].Text.Replace("key_1", "key_2", StringComparison.Ordinal) : log.Entries[i].Text;
            string before = i == 0 ? HashChain.Genesis : log.Entries[i - 1].Hash;
            log.Entries[i] = new(i, text, HashChain.Next(before, text));
        }

        var verified = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.Equal((false, (long?)changed), (verified.Valid, verified.BrokenAt));
    }

    [Fact]
    public async Task A_checkpoint_that_was_set_back_or_signed_by_nobody_is_found()
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IAuditLog>(log));
        await silo.Grains.Audit("ws").AppendAsync([.. Enumerable.Range(0, 1000).Select(Entry)]);
        await silo.Silo.DeactivateAsync(silo.Grains.Audit("ws"));
        silo.Silo.Storage.Lose("audit");
        var verified = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.Equal((false, (long?)0), (verified.Valid, verified.BrokenAt));
        Assert.Contains("set back", verified.Fault, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(3), InlineData(7)]
    public async Task The_export_of_a_damaged_chain_is_what_verifies_and_where_it_breaks(int from)
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IAuditLog>(log));
        for (int i = 0; i < 8; i++) await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
        log.Entries[5] = log.Entries[5] with { Text = log.Entries[5].Text.Replace("key_1", "key_2", StringComparison.Ordinal) };
        var lines = new List<AuditLine>();
        await foreach (var line in silo.Grains.Audit("ws").ExportAsync(from)) lines.Add(line);

        // Behind the break each entry still follows from the one before it.
        Assert.Equal(from == 7 ? 1 : 5 - from + 1, lines.Count);
        Assert.Equal(from == 7 ? null : 5, lines[^1].BrokenAt);
        Assert.All(lines.SkipLast(1), line => Assert.Null(line.Fault));
    }

    [Fact]
    public async Task A_failed_write_of_the_log_leaves_nothing_twice_and_nothing_out()
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IAuditLog>(log));
        for (int i = 0; i < 12; i++)
        {
            // Before the write, and after it: the caller cannot tell, and repeats.
            log.FailNext(afterWriting: i % 2 == 0);
            await Assert.ThrowsAsync<IOException>(() => silo.Grains.Audit("ws").AppendAsync([Entry(i)]));
            await Eventually.HoldsAsync(async () =>
            {
                await silo.Grains.Audit("ws").AppendAsync([Entry(i)]);
                return true;
            });
        }

        var verified = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.Equal((true, 12L), (verified.Valid, verified.Entries));
    }

    private static async Task AssertBrokenAsync(PlatformSilo silo, long at)
    {
        var verified = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.Equal((false, (long?)at), (verified.Valid, verified.BrokenAt));
        var last = new AuditLine("", "");
        int entries = 0;
        await foreach (var line in silo.Grains.Audit("ws").ExportAsync(0)) (last, entries) = (line, entries + (line.Fault is null ? 1 : 0));
        Assert.Equal((at, (long?)at), (entries, last.BrokenAt));
    }

    private static AuditEntry Entry(int number) => new(
        $"event-{number}", new DateTimeOffset(2026, 1, 1, 0, 0, number % 60, TimeSpan.Zero), "key_1", "thing.change", $"things/{number}", null, "{}");
}
