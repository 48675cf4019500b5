using System.Collections.Concurrent;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>Recognises API keys. What a key's grain said is believed for a few seconds,
/// so the usual request asks nobody and allocates nothing.</summary>
internal sealed class ApiKeys(IGrainFactory grains, ICatalogue catalogue, IOptionsMonitor<AccessOptions> options, TimeProvider clock)
{
    /// <summary>Keys remembered at most; beyond it all are asked for again.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Entry> entries = new();

    /// <summary>Decides from memory.</summary>
    /// <param name="text">A well-formed key.</param>
    /// <param name="principal">Whom the key stands for; null when it is remembered and wrong.</param>
    /// <returns>False when the key's grain has to be asked.</returns>
    public bool TryRecall(ReadOnlySpan<char> text, out Principal? principal)
    {
        principal = null;
        ApiKeyText.TryParse(text, out var owner, out var secret);
        if (!entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(owner, out var entry)) return false;
        if (clock.GetElapsedTime(entry.AskedAt).TotalSeconds >= options.CurrentValue.BelieveSeconds || !entry.Answer.IsCompletedSuccessfully)
            return false;
        principal = Check(entry.Answer.Result, secret);
        return true;
    }

    /// <summary>Asks the key's grain, once for all requests that wait for the same key.</summary>
    public async Task<Principal?> AskAsync(string text)
    {
        ApiKeyText.TryParse(text, out var span, out _);
        string owner = span.ToString();
        var mine = new Entry(clock.GetTimestamp(), new TaskCompletionSource<ApiKeyCredential?>(TaskCreationOptions.RunContinuationsAsynchronously));
        var entry = entries.AddOrUpdate(owner, mine, (_, other) => IsFresh(other) ? other : mine);
        if (ReferenceEquals(entry, mine)) await FillAsync(owner, mine);

        var credential = await entry.Answer;
        ApiKeyText.TryParse(text, out _, out var secret);
        return Check(credential, secret);
    }

    /// <summary>Forgets what is known of a key, so that this process learns of its end at once.</summary>
    public void Forget(string workspace, string id) => entries.TryRemove($"{workspace}.{id["key_".Length..]}", out _);

    /// <summary>Whose door somebody stands at who presents this text.</summary>
    /// <returns>The workspace of a key that exists, whatever its secret; null when the text names none that was asked for lately.</returns>
    public string? WorkspaceOf(string? text) =>
        text is not null && ApiKeyText.TryParse(text, out var owner, out _) && entries.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(owner)
            ? ApiKeyText.Owner(owner).Workspace : null;

    private bool IsFresh(Entry entry) =>
        clock.GetElapsedTime(entry.AskedAt).TotalSeconds < options.CurrentValue.BelieveSeconds && !entry.Answer.IsFaulted;

    private async Task FillAsync(string owner, Entry entry)
    {
        try
        {
            var (workspace, id) = ApiKeyText.Owner(owner);

            // The table first: every key is listed in it, and names that strangers make up must not make activations.
            bool listed = await catalogue.FindAsync(workspace, CatalogueKinds.ApiKey, id, CancellationToken.None) is not null;
            entry.Source.SetResult(listed ? await grains.ApiKey(workspace, id).LookUpAsync() : null);

            // A name that is no key is not worth remembering: made-up ones would push out the real ones.
            if (!listed) entries.TryRemove(KeyValuePair.Create(owner, entry));
            if (entries.Count > Most) entries.Clear();
        }
        catch (Exception exception)
        {
            entries.TryRemove(KeyValuePair.Create(owner, entry));
            entry.Source.SetException(exception);
        }
    }

    private Principal? Check(ApiKeyCredential? credential, ReadOnlySpan<char> secret) =>
        credential is not null
        && (ApiKeyText.Matches(secret, credential.SecretSha256.AsSpan()) || MatchesPrevious(credential, secret))
        && (credential.ExpiresAt is not { } end || clock.GetUtcNow() < end)
            ? credential.Principal
            : null;

    private bool MatchesPrevious(ApiKeyCredential credential, ReadOnlySpan<char> secret) =>
        credential is { PreviousSha256: { } previous, PreviousUntil: { } until } && clock.GetUtcNow() < until
        && ApiKeyText.Matches(secret, previous.AsSpan());

    private sealed record Entry(long AskedAt, TaskCompletionSource<ApiKeyCredential?> Source)
    {
        public Task<ApiKeyCredential?> Answer => Source.Task;
    }
}
