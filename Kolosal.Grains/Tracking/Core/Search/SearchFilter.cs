namespace Kolosal.Tracking;

/// <summary>A search as MLflow's clients write it: conditions joined by AND.</summary>
/// <remarks>
/// <c>metrics.acc &gt; 0.9 and params."learning rate" = '0.1' and tags.x LIKE '%y%' and attributes.run_id IN ('a', 'b')</c>. Names with other
/// than letters, digits and <c>_ . - / :</c> stand in double quotes or backticks, texts in single or double quotes. Numbers take
/// <c>= != &lt; &lt;= &gt; &gt;=</c>, texts <c>= != LIKE ILIKE IN</c> and <c>NOT IN</c>, all take <c>IS NULL</c> and <c>IS NOT NULL</c>. There
/// is no OR and no bracket around conditions, as MLflow has none.
/// </remarks>
/// <param name="Conditions">All must hold; empty for everything.</param>
public sealed record SearchFilter(ImmutableArray<SearchCondition> Conditions)
{
    /// <summary>Longest text of a filter or an order, in characters.</summary>
    public const int LongestText = 20_000;

    /// <summary>Most conditions.</summary>
    public const int MostConditions = 100;

    public static readonly SearchFilter Everything = new([]);

    /// <exception cref="SearchSyntaxException">It cannot be read.</exception>
    public static SearchFilter Parse(string? text, SearchGrammar grammar)
    {
        if (string.IsNullOrWhiteSpace(text)) return Everything;
        if (text.Length > LongestText) throw new SearchSyntaxException($"A filter has at most {LongestText} characters, got {text.Length}.");
        var conditions = new SearchReader(SearchTokens.Of(text), grammar).Conditions();
        return conditions.Length <= MostConditions ? new(conditions)
            : throw new SearchSyntaxException($"A filter has at most {MostConditions} conditions, got {conditions.Length}.");
    }
}
