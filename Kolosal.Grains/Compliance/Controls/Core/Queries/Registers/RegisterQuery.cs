namespace Kolosal.Compliance.Controls;

/// <summary>What the questions to registers have in common.</summary>
internal abstract class RegisterQuery(string id, string name, string title, TimeSpan timeToLive, string whenRed, params string[] owners)
    : IControlQuery
{
    public string Id => id;

    public string Name => name;

    public string Title => title;

    public virtual int Version => 1;

    public TimeSpan TimeToLive => timeToLive;

    public virtual bool IsRedAtOnce => false;

    public string WhenRed => whenRed;

    public IReadOnlyList<string> Owners => owners;

    public abstract Judgement Judge(WorkspaceFacts facts);

    /// <summary>Asks each thing of a universe, and does not apply to an empty one.</summary>
    /// <param name="universe">What is not there, in words.</param>
    /// <param name="things">All of it.</param>
    /// <param name="path">Names a thing as <c>kind/id</c>.</param>
    /// <param name="wrong">What is wrong with it; nothing when it holds.</param>
    protected static Judgement Each<T>(string universe, IEnumerable<T> things, Func<T, string> path, Func<T, IEnumerable<string>> wrong)
    {
        T[] all = [.. things];
        return all.Length == 0 ? Judgement.EmptyUniverse(universe)
            : Judgement.Of(all.Length, all.SelectMany(thing => wrong(thing).Select(what => new Offender(path(thing), what))));
    }

    /// <returns>True when the moment is missing or further back than that.</returns>
    protected static bool IsOlder(WorkspaceFacts facts, DateTimeOffset? at, TimeSpan than) => at is not { } known || facts.AsOf - known > than;

    /// <returns>True when it is past and not met, or was met too late and not long ago: what was late is history after
    /// <see cref="RegisterParameters.LateDays"/>, so that a question can be green again.</returns>
    protected static bool IsLate(WorkspaceFacts facts, DateTimeOffset due, DateTimeOffset? met) => met is { } done
        ? done > due && !IsOlder(facts, done, TimeSpan.FromDays(facts.Registers.Parameters.LateDays)) : facts.AsOf > due;

    protected static bool IsApproved(string status) => status == "approved";
}
