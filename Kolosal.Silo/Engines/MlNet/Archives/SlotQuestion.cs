using Kolosal.Learning.Trees;

namespace Kolosal.Engines.MlNet;

/// <summary>What a split asks of a column of a row.</summary>
/// <param name="Column">The column.</param>
/// <param name="Threshold">Numbers up to it go left; not read where there are codes.</param>
/// <param name="Codes">Whether each code of a text goes left; null for a number.</param>
/// <param name="MissingLeft">Whether a missing value goes left.</param>
/// <param name="Always">Where every value goes the same way, whether that is left; null otherwise.</param>
internal sealed record SlotQuestion(int Column, double Threshold, bool[]? Codes, bool MissingLeft, bool? Always)
{
    /// <summary>Numbers up to a threshold go left.</summary>
    public static SlotQuestion Up(int column, double threshold, bool missingLeft) => new(column, threshold, null, missingLeft, null);

    /// <summary>The codes of a text that go left.</summary>
    public static SlotQuestion Of(int column, bool[] codes, bool missingLeft) =>
        codes.All(left => left == missingLeft) ? Same(missingLeft) : new(column, 0, codes, missingLeft, null);

    /// <summary>Every row goes one way.</summary>
    public static SlotQuestion Same(bool left) => new(0, 0, null, left, left);

    /// <summary>Splits a node by it.</summary>
    /// <returns>The left child; the right one follows.</returns>
    public int Split(TreeEnsembleBuilder builder, int node, double gain) => Codes is null
        ? builder.Split(node, Column, Threshold, MissingLeft, gain, 0, 0)
        : builder.Split(node, Column, Codes, MissingLeft, gain, 0, 0);
}
