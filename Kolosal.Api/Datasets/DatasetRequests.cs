namespace Kolosal.Datasets;

/// <summary>Overrides of an inferred schema; members that are absent stay as they are.</summary>
/// <param name="Columns">Columns to change.</param>
/// <param name="Target">The column to predict; empty takes the target away.</param>
/// <param name="ProtectedAttributes">All protected attributes.</param>
/// <param name="FavourableLabel">The target's value that is good for a person; empty takes it away.</param>
internal sealed record SetSchemaRequest(
    ImmutableArray<ColumnChangeRequest>? Columns = null, string? Target = null, ImmutableArray<string>? ProtectedAttributes = null,
        string? FavourableLabel = null)
{
    public SchemaChange ToChange() => new(
        [.. (Columns ?? []).Select(c => new ColumnChange(c.Name, c.Type, c.Role, c.Minimum, c.Maximum, c.Format))], Target, ProtectedAttributes,
            FavourableLabel);
}

/// <summary>Overrides of one column.</summary>
internal sealed record ColumnChangeRequest(string Name, string? Type = null, string? Role = null, double? Minimum = null, double? Maximum = null,
    string? Format = null);
