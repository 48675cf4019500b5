namespace Kolosal.Datasets;

/// <summary>What a version has of the dataset it was made of: roles, ranges, target, label, expectations.</summary>
/// <param name="Parent">The parent's columns as declared.</param>
/// <param name="FavourableLabel">The parent's.</param>
/// <param name="Derivation">How the version was made.</param>
/// <param name="Expectations">The parent's, and how the new rows stand to them; null when nothing is expected.</param>
public sealed record DatasetLine(
    ImmutableArray<DatasetColumn> Parent, string? FavourableLabel, DatasetDerivation Derivation, ExpectationReport? Expectations)
{
    /// <summary>The new columns with what was declared of those of the same name.</summary>
    public ImmutableArray<DatasetColumn> Declare(ImmutableArray<DatasetColumn> columns) =>
    [
        .. columns.Select(column => Parent.FirstOrDefault(p => p.Name == column.Name) is not { } parent ? column : column with
        {
            Role = parent.Role,
            Protected = parent.Protected,
            Minimum = parent.Minimum,
            Maximum = parent.Maximum,
        }),
    ];
}
