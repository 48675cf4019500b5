namespace Kolosal.Learning.Import;

/// <summary>What an importer says of a file that it does not say itself.</summary>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Features">The table's column for each of the model's inputs, in the model's order; empty to find them by name, or by order.</param>
/// <param name="Categories">The text of each code of a column, in code order, for columns of categories whose codes the file does not say.</param>
/// <param name="Classes">The labels in the model's order; empty to take the file's, or the table's in order.</param>
public sealed record ForeignMapping(
    string Target, ImmutableArray<string> Features, ImmutableSortedDictionary<string, ImmutableArray<string>> Categories,
        ImmutableArray<string> Classes)
{
    /// <summary>Nothing but the target.</summary>
    public static ForeignMapping Of(string target) => new(target, [], ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty, []);
}
