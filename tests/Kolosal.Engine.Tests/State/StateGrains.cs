namespace Kolosal.Engine.Tests.State;

[GenerateSerializer]
public sealed class Ledger
{
    [Id(0)] public int Balance { get; set; }
    [Id(1)] public List<string> Entries { get; set; } = [];
}

[GenerateSerializer]
public sealed class Notes
{
    [Id(0)] public string Text { get; set; } = "none";
}

public interface ILedgerGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int amount, bool write = true);
    Task<int> BalanceAsync();
    Task<int> BalanceSeenAtActivationAsync();
    Task<(bool Exists, bool HasEtag)> RecordAsync();
    Task ClearAsync();
    Task RereadAsync();
    Task NoteAsync(string text);
    Task<string> NotesAsync();
    Task<bool> AddAndSwallowConflictAsync(int amount);
}

public sealed class LedgerGrain(
    [PersistentState("ledger")] IPersistentState<Ledger> ledger, [PersistentState("ledger-notes")] IPersistentState<Notes> notes) : Grain, ILedgerGrain
{
    private int _atActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = ledger.State.Balance;
        return Task.CompletedTask;
    }

    public async Task<int> AddAsync(int amount, bool write = true)
    {
        ledger.State.Balance += amount;
        ledger.State.Entries.Add($"+{amount}");
        if (write) await ledger.WriteStateAsync();
        return ledger.State.Balance;
    }

    public Task<int> BalanceAsync() => Task.FromResult(ledger.State.Balance);
    public Task<int> BalanceSeenAtActivationAsync() => Task.FromResult(_atActivation);
    public Task<(bool Exists, bool HasEtag)> RecordAsync() => Task.FromResult((ledger.RecordExists, ledger.Etag is not null));
    public Task ClearAsync() => ledger.ClearStateAsync();
    public Task RereadAsync() => ledger.ReadStateAsync();

    public Task NoteAsync(string text)
    {
        notes.State.Text = text;
        return notes.WriteStateAsync(CancellationToken.None);
    }

    public Task<string> NotesAsync() => Task.FromResult(notes.State.Text);

    public async Task<bool> AddAndSwallowConflictAsync(int amount)
    {
        try
        {
            await AddAsync(amount);
            return true;
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            DeactivateOnIdle();
            return false;
        }
    }
}

public interface IHomelessGrain : IGrainWithStringKey
{
    Task<string> TextAsync();
}

/// <summary>Its storage was never added to the silo.</summary>
public sealed class HomelessGrain([PersistentState("homeless", "nowhere")] IPersistentState<Notes> notes) : Grain, IHomelessGrain
{
    public Task<string> TextAsync() => Task.FromResult(notes.State.Text);
}
