using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Slo;

/// <summary>What objectives about freshness and fairness need to know of a version. In memory alone: the model keeps it.</summary>
internal sealed class VersionFacts(IGrainFactory grains, ModelKey model)
{
    /// <summary>Versions in mind; requests are about one or two at a time.</summary>
    private const int Most = 64;

    private readonly Dictionary<int, DateTimeOffset?> registered = [];
    private readonly Dictionary<int, WatchedDecisions?> watched = [];

    /// <summary>When a version was registered; null when the model has none of this number.</summary>
    public DateTimeOffset? RegisteredAt(int version) => registered.GetValueOrDefault(version);

    /// <summary>Whose decisions count; null when the version declares nothing to watch.</summary>
    public WatchedDecisions? Decisions(int version) => watched.GetValueOrDefault(version);

    /// <summary>Gets what counting a request needs.</summary>
    /// <returns>Null, or what is missing for the moment.</returns>
    public async ValueTask<string?> PrepareAsync(ServedRequest request, bool freshness, bool fairness)
    {
        if (freshness && !registered.ContainsKey(request.Version))
        {
            var found = await grains.Model(model).GetAsync();
            if (found.Refusal?.Kind is RefusalKind.Busy) return found.Refusal.Message;
            if (registered.Count >= Most) registered.Clear();
            registered[request.Version] = found.Value?.Versions.FirstOrDefault(version => version.Number == request.Version)?.RegisteredAt;
        }

        if (fairness && !watched.ContainsKey(request.Version))
        {
            var found = await grains.ModelVersion(model.Version(request.Version)).GetReferenceAsync();
            if (found.Refusal?.Kind is RefusalKind.Busy) return found.Refusal.Message;
            if (watched.Count >= Most) watched.Clear();
            watched[request.Version] = found.Accepted ? WatchedDecisions.Of(found.Value) : null;
        }
        return null;
    }
}

/// <summary>The protected attributes of a version and the decision that favours.</summary>
/// <param name="Favourable">Index of the favourable class.</param>
/// <param name="Columns">The attributes' indices among the inputs.</param>
/// <param name="Attributes">Their distributions in training.</param>
internal sealed record WatchedDecisions(int Favourable, ImmutableArray<int> Columns, ImmutableArray<ColumnDistribution> Attributes)
{
    /// <returns>Null when the version declares no favourable class or no protected attribute, or when its distributions cannot be used.</returns>
    public static WatchedDecisions? Of(MonitoringReference reference)
    {
        if (reference.FavourableClass is not { } favourable) return null;
        ImmutableArray<int> columns = [.. Enumerable.Range(0, reference.Inputs.Length).Where(i => reference.Inputs[i].Protected)];
        if (columns.IsEmpty) return null;
        try
        {
            var inputs = reference.InputDistributions();
            return new(favourable, columns, [.. columns.Select(column => inputs[column])]);
        }
        catch (ArgumentException)
        {
            return null; // as with a version that is gone: there is nothing to compare by
        }
    }

    /// <summary>Adds a request's decisions, and each window that closes to the counts.</summary>
    /// <returns>Windows that closed and could be judged, and how many of them were unfair.</returns>
    public (int Windows, int Unfair) Count(ServedRequest request, SelectionWindow window, double minimumRatio, int windowRows)
    {
        if (window.Version != request.Version || window.Rows.Length != Attributes.Length) window.Begin(request.Version, Attributes);
        int inputs = request.Inputs.Length / request.Rows, windows = 0, unfair = 0;
        Span<double> values = stackalloc double[Attributes.Length];
        for (int row = 0; row < request.Rows; row++)
        {
            for (int a = 0; a < Columns.Length; a++) values[a] = request.Inputs[row * inputs + Columns[a]];
            window.Count(Attributes, values, request.Decisions[row] == Favourable);
            if (window.RowsInWindow < windowRows || window.Close(Attributes, minimumRatio) is not { } fair) continue;
            windows++;
            if (!fair) unfair++;
        }
        return (windows, unfair);
    }
}
