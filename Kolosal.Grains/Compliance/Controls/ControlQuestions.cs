namespace Kolosal.Compliance.Controls;

/// <summary>The questions that are asked, by id.</summary>
internal sealed class ControlQuestions(ImmutableArray<IControlQuery> all)
{
    /// <summary>In the order of their ids.</summary>
    public ImmutableArray<IControlQuery> All => all;

    public IReadOnlyDictionary<string, IControlQuery> ById { get; } =
        all.ToImmutableSortedDictionary(query => query.Id, query => query, StringComparer.Ordinal);
}
