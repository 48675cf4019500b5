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

    private static AuditEntry Entry(int number) => new(
        $"event-{number}", new DateTimeOffset(2026, 1, 1, 0, 0, number % 60, TimeSpan.Zero), "key_1", "thing.change", $"things/{number}", null, "{}");
}
