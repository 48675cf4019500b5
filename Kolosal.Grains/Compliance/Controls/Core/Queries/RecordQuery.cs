using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>What the queries over the features' records have in common.</summary>
/// <remarks>Two kinds of gap are kept apart. Where the heart of the question is not recorded (<see cref="Needed"/>), what is recorded can
/// still make it fail, and otherwise it is missing: it never passes. Where a part beside the heart is not (<see cref="NotJudged"/>), it is
/// judged without that part, and the judgement says so in its reason.</remarks>
internal abstract class RecordQuery(
    string id, string name, string title, TimeSpan timeToLive, string whenRed, params string[] owners) : IControlQuery
{
    public string Id => id;

    public string Name => name;

    public string Title => title;

    public virtual int Version => 1;

    public TimeSpan TimeToLive => timeToLive;

    public virtual bool IsRedAtOnce => false;

    public string WhenRed => whenRed;

    public IReadOnlyList<string> Owners => owners;

    /// <summary>What would have to be recorded before this can pass; null when all of it is.</summary>
    protected virtual string? Needed => null;

    /// <summary>Part of the question that nothing records; null when all of it is.</summary>
    protected virtual string? NotJudged => null;

    /// <summary>Whose life it hangs on: with that one not green, silence is no proof. Null for none.</summary>
    protected virtual RecordQuery? Companion => null;

    public Judgement Judge(WorkspaceFacts facts)
    {
        var found = Ask(facts);
        if (found.State == ControlState.Fail) return NotJudged is { } part ? found with { Reason = $"not judged: {part}" } : found;
        if (found.State != ControlState.Pass) return found;
        if (owners.FirstOrDefault(facts.Cut.Contains) is { } cut)
            return found with { State = ControlState.Error, Reason = $"{cut} has more records than are read at once, so it is not known for all." };
        if (Companion?.Judge(facts) is { State: not ControlState.Pass } dead)
        {
            return found with
            {
                State = dead.State == ControlState.NotApplicable ? ControlState.NotApplicable : ControlState.Missing,
                Reason = $"{Companion.Id} {Companion.Name} is not green, so what this looks for would not have been seen: {Why(dead)}",
            };
        }

        if (Needed is { } needed) return found with { State = ControlState.Missing, Reason = $"needed: {needed}" };
        return NotJudged is { } rest ? found with { Reason = $"not judged: {rest}" } : found;
    }

    /// <summary>The judgement of what is recorded.</summary>
    protected abstract Judgement Ask(WorkspaceFacts facts);

    /// <summary>Asks each thing of a universe, and is not applicable to an empty one.</summary>
    /// <param name="universe">What it is asked of, in words.</param>
    /// <param name="things">All of it.</param>
    /// <param name="id">Names a thing as <c>kind/id</c>.</param>
    /// <param name="wrong">What is wrong with it; nothing when it holds.</param>
    protected static Judgement Each<T>(string universe, IEnumerable<T> things, Func<T, string> id, Func<T, IEnumerable<string>> wrong)
    {
        T[] all = [.. things];
        return all.Length == 0
            ? Judgement.EmptyUniverse(universe)
            : Judgement.Of(all.Length, all.SelectMany(thing => wrong(thing).Select(what => new Offender(id(thing), what))));
    }

    /// <summary>The judgement where no entry of the audit chain was read: there is none, or it is damaged from its first one on.</summary>
    protected static Judgement NoEntries(WorkspaceFacts facts) => facts.Chain is { Fault: not null }
        ? Judgement.Absent("needed: an audit chain that can be read; Q35 says what is wrong with it")
        : Judgement.EmptyUniverse("nothing was audited");

    /// <summary>Models with a version that serves.</summary>
    protected static IEnumerable<ModelFact> InService(WorkspaceFacts facts) => facts.Models.Where(model => model.Champion is not null);

    /// <summary>The champions, each with its model.</summary>
    protected static IEnumerable<(ModelFact Model, VersionFact Version)> Champions(WorkspaceFacts facts) =>
        InService(facts).Select(model => (model, model.Champion!));

    protected static string PathOf((ModelFact Model, VersionFact Version) served) => $"{served.Model.Path}/versions/{served.Version.Number}";

    /// <summary>Datasets that a champion learned from, with their ancestors, as far as they are known.</summary>
    protected static IEnumerable<DatasetFact> DatasetsInService(WorkspaceFacts facts)
    {
        var known = facts.Datasets.ToDictionary(dataset => dataset.Id, StringComparer.Ordinal);
        var names = Champions(facts).Where(served => served.Version.DatasetId.Length > 0).Select(served => served.Version.DatasetId);
        return names.Distinct(StringComparer.Ordinal).Where(known.ContainsKey).Select(name => known[name]);
    }

    /// <summary>The time between a moment and now, at least 0.</summary>
    protected static TimeSpan Age(WorkspaceFacts facts, DateTimeOffset at) => facts.AsOf > at ? facts.AsOf - at : TimeSpan.Zero;

    /// <returns>True when the moment is missing or further back than that.</returns>
    protected static bool IsOlder(WorkspaceFacts facts, DateTimeOffset? at, TimeSpan than) => at is not { } known || Age(facts, known) > than;

    private static string Why(Judgement dead) => dead.Reason ?? (dead.Offenders is [var first, ..] ? $"{first.Id}: {first.Wrong}" : "it is red.");
}
