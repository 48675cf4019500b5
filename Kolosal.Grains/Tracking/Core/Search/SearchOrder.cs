namespace Kolosal.Tracking;

/// <summary>One key of an order: <c>metrics.acc DESC</c>.</summary>
/// <param name="Field">By what.</param>
/// <param name="Descending">Largest first.</param>
public readonly record struct SearchOrder(SearchField Field, bool Descending)
{
    /// <summary>Most keys of an order.</summary>
    public const int MostKeys = 20;

    /// <exception cref="SearchSyntaxException">It cannot be read.</exception>
    public static SearchOrder Parse(string text, SearchGrammar grammar) => text.Length <= SearchFilter.LongestText
        ? new SearchReader(SearchTokens.Of(text), grammar).Order()
        : throw new SearchSyntaxException($"An order has at most {SearchFilter.LongestText} characters, got {text.Length}.");
}
