namespace Kolosal.Learning.Import;

/// <summary>A value that a foreign model reads from a row.</summary>
/// <param name="Name">As its file names it, or the name of the place it has in the row.</param>
/// <param name="Categories">The text of each code, in code order; empty for a number. A value comes to the model as its code.</param>
/// <param name="Others">Whether texts that are none of <paramref name="Categories"/> have one more code; where not, they count as missing.</param>
/// <param name="Named">Whether the name is the file's own, so that a column must have it; a place in the row goes by order.</param>
public sealed record ForeignInput(string Name, ImmutableArray<string> Categories, bool Others = false, bool Named = true)
{
    /// <summary>A number.</summary>
    public static ForeignInput Number(string name, bool named = true) => new(name, [], Named: named);
}
