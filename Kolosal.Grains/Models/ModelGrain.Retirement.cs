using Kolosal.Storage;

namespace Kolosal.Models;

/// <remarks>How versions and models end, by hand and by date.</remarks>
internal sealed partial class ModelGrain
{
    private const string Reminder = "life";

    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1), LongestSunset = TimeSpan.FromDays(50 * 365.25);

    public Task<Result<ModelReport>> DeprecateAsync(string? reference, string note) => EndAsync(reference, ModelStatus.Deprecated, "deprecate", note);

    public Task<Result<ModelReport>> RetireAsync(string? reference, string note) => EndAsync(reference, ModelStatus.Retired, "retire", note);

    public async Task<Result<ModelGovernance>> SetSunsetAsync(string? reference, DateTimeOffset? at, string note)
    {
        if ((RefuseNote(note, "retirement date") ?? Refuse()) is { } refusal) return refusal;
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        int version = found.Value.Number;
        if (found.Value.Status == ModelStatus.Retired) return ModelRefusals.Retired(Name, version);
        DateTimeOffset? present = State.Sunsets.TryGetValue(version, out var set) ? set : null;
        if (present == at) return Governance();
        if (at is { } date && (date <= Clock.GetUtcNow() || date - Clock.GetUtcNow() > LongestSunset)) return ModelRefusals.MalformedSunset();
        if (at is { } day) State.Sunsets[version] = day;
        else State.Sunsets.Remove(version);
        await DoneAsync("model.set-sunset", version, new { version, sunset = at?.UtcDateTime.ToString("O"), note });
        await RemindAsync();
        return Governance();
    }

    public async Task<Result<ModelGovernance>> ArchiveAsync(string note)
    {
        if (RefuseNote(note, "archiving") is { } refusal) return refusal;
        if (State.ArchivedAt is not null) return Governance();
        if (Refuse() is { } missing) return missing;
        if (State.Active is { } active) return ModelRefusals.StillActive(Name, active.Number);
        var now = Clock.GetUtcNow();
        State.ArchivedAt = now;
        State.PurgeAt = PurgeAfter(now);
        State.Decide("archive", 0, null, null, note, Actor, now);
        await DoneAsync("model.archive", null, new { note });
        await RemindAsync();
        return Governance();
    }

    public async Task<Result<ModelGovernance>> UnarchiveAsync(string note)
    {
        if (RefuseNote(note, "restoration") is { } refusal) return refusal;
        if (State.ArchivedAt is null) return Refuse() is { } missing ? missing : Governance();
        State.ArchivedAt = null;
        State.PurgeAt = null;
        State.Decide("restore", 0, null, null, note, Actor, Clock.GetUtcNow());
        await DoneAsync("model.unarchive", null, new { note });
        return Governance();
    }

    public async Task<Result<bool>> DeleteAsync()
    {
        if (State.Deleted) return true;
        if (!State.Exists) return ModelRefusals.NotFound(Name);
        if (State.Active is { } active) return ModelRefusals.StillActive(Name, active.Number);
        var now = Clock.GetUtcNow();
        State.Delete(Actor, now);
        State.PurgeAt = PurgeAfter(now);
        await DoneAsync("model.delete", null, new { versions = State.Versions.Count });
        await RemindAsync();
        return true;
    }

    public async Task<Result<bool>> ErasePackageAsync(int version, string note)
    {
        if (Refuse() is { } missing) return missing;
        if (State.Find(version) is not { } found) return ModelRefusals.NoSuchVersion(Name, version);
        if (found.Status is ModelStatus.Active or ModelStatus.Staging) return ModelRefusals.StillActive(Name, version);
        if (found.PackageSha256.Length == 0) return false;
        var now = Clock.GetUtcNow();
        if (found.Status != ModelStatus.Retired)
        {
            State.Move(version, ModelStatus.Retired, new("erase", Actor, note, now));
            State.Decide("retire", version, found.Status, ModelStatus.Retired, note, Actor, now);
            await DoneAsync("model.erase-package", version, new { version, note });
        }

        return await DeletePackageAsync(found);
    }

    /// <summary>Retires what has reached its date, and deletes packages whose time of retention is over.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var now = Clock.GetUtcNow();
        foreach (var (version, at) in State.Sunsets.Where(sunset => sunset.Value <= now).OrderBy(sunset => sunset.Key).ToArray())
        {
            // An active version stays until something takes its place: retiring it would stop the model at a time that nobody watches.
            var from = State.Find(version)!.Status;
            if (!ModelLifecycle.Table.Allows(from, ModelStatus.Retired)) continue;
            string note = $"Its retirement date, {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC, has come.";
            State.Move(version, ModelStatus.Retired, new("sunset", Actor, note, now));
            State.Decide("retire", version, from, ModelStatus.Retired, note, Actor, now);
            await DoneAsync("model.retire", version, new { version, from = WireJson.Word(from), note });
        }

        if (State.PurgeAt <= now) await PurgeAsync(now);
        if (State.Sunsets.Count == 0 && State.PurgeAt is null && await this.GetReminder(Reminder) is { } idle) await this.UnregisterReminder(idle);
    }

    private async Task<Result<ModelReport>> EndAsync(string? reference, ModelStatus to, string action, string note)
    {
        if ((RefuseNote(note, to == ModelStatus.Retired ? "retirement" : "deprecation") ?? Refuse()) is { } refusal) return refusal;
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        var (version, from) = (found.Value.Number, found.Value.Status);
        if (from == to) return Report();
        if (ModelLifecycle.Table.Refuse(from, to, $"Version {version}") is { } conflict) return conflict;
        var now = Clock.GetUtcNow();
        State.Move(version, to, new(action, Actor, note, now));
        State.Decide(action, version, from, to, note, Actor, now);
        await DoneAsync($"model.{action}", version, new { version, from = WireJson.Word(from) });
        return Report();
    }

    /// <summary>Deletes the stored packages; what is written of the versions stays.</summary>
    private async Task PurgeAsync(DateTimeOffset now)
    {
        if (!State.Deleted) State.Delete(Actor, now);
        int deleted = 0;
        foreach (var version in State.Versions.Where(version => version.PackageSha256.Length > 0))
            if (await DeletePackageAsync(version)) deleted++;

        State.PurgeAt = null;
        await DoneAsync("model.purge", null, new { packages = deleted });
    }

    /// <summary>The store keeps one copy of equal packages: another model may serve this one.</summary>
    private async Task<bool> DeletePackageAsync(VersionSummary version)
    {
        var same = await lists.QueryAsync(new(Key.Workspace, CatalogueKinds.ModelVersion,
            [new("package_sha256", FilterOperator.Equal, version.PackageSha256)], null, 1, 500), CancellationToken.None);
        return same.Items.All(entry => entry.Id.StartsWith($"{Name}:", StringComparison.Ordinal))
            && await blobs.DeleteAsync(State.Packages[version.Number], CancellationToken.None);
    }

    private DateTimeOffset? PurgeAfter(DateTimeOffset now) =>
        options.CurrentValue.RetentionDays is var days and > 0 ? now.AddDays(days) : null;

    private async Task RemindAsync()
    {
        DateTimeOffset[] dates = [.. State.Sunsets.Values, .. State.PurgeAt is { } purge ? [purge] : (DateTimeOffset[])[]];
        if (dates.Length == 0) return;
        var due = dates.Min() - Clock.GetUtcNow();
        await this.RegisterOrUpdateReminder(Reminder, due < LookEvery ? due < TimeSpan.Zero ? TimeSpan.Zero : due : LookEvery, LookEvery);
    }
}
