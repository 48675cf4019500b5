using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>Keeps nothing; reads the list of keys in the catalogue; calls <see cref="IIdempotencyGrain"/>. One reminder serves all keys.</remarks>
internal sealed class IdempotencySweepGrain(ICatalogue catalogue, TimeProvider clock) : Grain, IIdempotencySweepGrain, IRemindable
{
    private const string Reminder = "sweep";

    private const int AtOnce = 100;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public Task StartAsync() => this.RegisterOrUpdateReminder(Reminder, Every, Every);

    public async Task<int> SweepAsync()
    {
        var until = clock.GetUtcNow() - IdempotencyGrain.Kept;
        for (int swept = 0; ;)
        {
            var keys = await IdempotencyList.OldestAsync(catalogue, until, AtOnce);
            await Task.WhenAll(keys.Select(key => GrainFactory.GetGrain<IIdempotencyGrain>(key).ExpireAsync()));
            swept += keys.Length;
            if (keys.Length < AtOnce) return swept;
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => SweepAsync();
}
