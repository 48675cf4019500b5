using System.ComponentModel.DataAnnotations;
using Kolosal.Http;

namespace Kolosal.Datasets;

/// <summary>Overrides of an inferred schema; members that are absent stay as they are.</summary>
/// <param name="Columns">Columns to change.</param>
/// <param name="Target">The column to predict; empty takes the target away.</param>
/// <param name="ProtectedAttributes">All protected attributes.</param>
/// <param name="FavourableLabel">The target's value that is good for a person; empty takes it away.</param>
internal sealed record SetSchemaRequest(
    ColumnChangeRequest[]? Columns = null,
    [property: DataType(DataType.MultilineText), MaxLength(BodyShapes.LongestText)] string? Target = null,
    ImmutableArray<string>? ProtectedAttributes = null,
    [property: DataType(DataType.MultilineText), MaxLength(SetSchemaRequest.LongestLabel)] string? FavourableLabel = null)
{
    /// <summary>Longest value of a target that can be named favourable.</summary>
    internal const int LongestLabel = 10_000;

    public SchemaChange ToChange() => new(
        [.. (Columns ?? []).Select(c => new ColumnChange(c.Name, c.Type, c.Role, c.Minimum, c.Maximum, c.Format))], Target, ProtectedAttributes,
            FavourableLabel);
}

/// <summary>Overrides of one column.</summary>
internal sealed record ColumnChangeRequest(
    [property: DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string Name, string? Type = null,
    string? Role = null, double? Minimum = null, double? Maximum = null, string? Format = null);
