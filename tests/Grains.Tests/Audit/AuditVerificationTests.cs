using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Audit;

public class AuditVerificationTests
{
    [Fact]
    public async Task Any_number_of_askers_at_once_cost_two_readings_and_each_hears_of_what_was_changed_before_it_asked()
    {
        using var measured = new Measurements("Kolosal.Audit");
        var (log, arrived) = (new AuditLogInMemory(), new Arrivals());
        await using var silo = await PlatformSilo.StartAsync(services: services =>
            services.AddSingleton<IAuditLog>(log).AddSingleton<IIncomingGrainCallFilter>(arrived));
        await silo.Grains.Audit("ws").AppendAsync([.. Enumerable.Range(0, 20).Select(Entry)]);

        int before = log.Readings;
        log.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var early = silo.Grains.Audit("ws").VerifyAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(log.Readings == before + 1));
        log.Entries[7] = log.Entries[7] with { Text = log.Entries[7].Text.Replace("key_1", "key_2", StringComparison.Ordinal) };
        Task<AuditVerification>[] late = [.. Enumerable.Range(0, 30).Select(_ => silo.Grains.Audit("ws").VerifyAsync())];
        await Eventually.HoldsAsync(() => Task.FromResult(arrived.Count == 31));
        log.Gate.SetResult();

        Assert.True((await early).Valid);
        Assert.All(await Task.WhenAll(late), found => Assert.Equal((false, (long?)7), (found.Valid, found.BrokenAt)));
        Assert.Equal(before + 2, log.Readings);
        Assert.Equal(7, (await silo.Grains.Audit("ws").VerifyAsync()).BrokenAt);
        Assert.Equal(before + 3, log.Readings);
    }

    [Fact]
    public async Task Every_changed_entry_is_found_at_once_by_all_who_ask()
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IAuditLog>(log));
        await silo.Grains.Audit("ws").AppendAsync([.. Enumerable.Range(0, 12).Select(Entry)]);
        for (int changed = 0; changed < log.Entries.Count; changed++)
        {
            var sound = log.Entries[changed];
            log.Entries[changed] = sound with { Text = sound.Text.Replace("key_1", "key_2", StringComparison.Ordinal) };
            var found = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => silo.Grains.Audit("ws").VerifyAsync()));
            Assert.All(found, one => Assert.Equal((false, (long?)changed), (one.Valid, one.BrokenAt)));
            log.Entries[changed] = sound;
            Assert.True((await silo.Grains.Audit("ws").VerifyAsync()).Valid);
        }
    }

    private static AuditEntry Entry(int number) => new(
        $"event-{number}", DateTimeOffset.UnixEpoch, "key_1", "thing.change", $"things/{number}", null, "{}");

    /// <summary>Counts calls that have begun to wait for a verification.</summary>
    private sealed class Arrivals : IIncomingGrainCallFilter
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            var call = context.Invoke();
            if (context.MethodName == nameof(IAuditGrain.VerifyAsync)) Interlocked.Increment(ref count);
            return call;
        }
    }
}
