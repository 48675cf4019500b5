using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>What an owner declares over what ingestion inferred.</summary>
internal sealed record SchemaDeclaration(ImmutableArray<DatasetColumn> Columns, string? FavourableLabel)
{
    private static readonly string Target = SchemaWords.Word(ColumnRole.Target), Feature = SchemaWords.Word(ColumnRole.Feature);

    private static readonly ColumnRole[] Single = [ColumnRole.Target, ColumnRole.Weight, ColumnRole.Group, ColumnRole.Time];

    /// <summary>The columns after the change, or why it cannot be: errors by the path of the request's member.</summary>
    public static Result<SchemaDeclaration> Apply(SchemaChange change, IReadOnlyList<DatasetColumn> present, string? favourableLabel,
        TableProfile profile)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        var columns = present.ToArray();
        for (int i = 0; i < change.Columns.Length; i++) Change(change.Columns[i], $"$.columns[{i}]", columns, errors);

        if (change.Target is { } target)
        {
            foreach (ref var column in columns.AsSpan()) if (column.Role == Target) column = column with { Role = Feature };
            if (target.Length > 0) Replace(target, "$.target", columns, errors, c => c with { Role = Target });
        }

        if (change.ProtectedAttributes is { } attributes)
        {
            foreach (ref var column in columns.AsSpan()) column = column with { Protected = false };
            for (int i = 0; i < attributes.Length; i++)
                Replace(attributes[i], $"$.protected_attributes[{i}]", columns, errors, c => c with { Protected = true });
        }

        foreach (var role in Single)
            if (columns.Count(c => c.Role == SchemaWords.Word(role)) is > 1 and var held)
                errors["$.columns"] = $"The role {SchemaWords.Word(role)} can be held by one column, not {held}.";

        string? label = change.FavourableLabel switch { null => favourableLabel, "" => null, var given => given };
        if (change.FavourableLabel is { Length: > 0 }) CheckLabel(label!, columns, profile, errors);
        return errors.Count == 0
            ? new SchemaDeclaration([.. columns], label)
            : new Refusal(RefusalKind.Unprocessable, "datasets.bad-schema", "The schema cannot be changed like this; see errors.",
                errors.ToImmutable());
    }

    private static void Change(ColumnChange change, string path, DatasetColumn[] columns, ImmutableDictionary<string, string>.Builder errors)
    {
        if (change.Type is not null && !SchemaWords.TryParse<ColumnType>(change.Type, out _))
            errors[$"{path}.type"] = $"Expected one of {SchemaWords.Words<ColumnType>()}.";
        if (change.Role is not null && !SchemaWords.TryParse<ColumnRole>(change.Role, out _))
            errors[$"{path}.role"] = $"Expected one of {SchemaWords.Words<ColumnRole>()}.";
        if (change.Minimum > change.Maximum) errors[$"{path}.maximum"] = $"Expected at least the minimum {change.Minimum}.";
        Replace(change.Name, $"{path}.name", columns, errors, c => Changed(c, change));
    }

    private static DatasetColumn Changed(DatasetColumn column, ColumnChange change)
    {
        string type = change.Type ?? column.Type;
        return column with
        {
            Type = type,
            Role = change.Role ?? column.Role,
            Minimum = change.Minimum ?? column.Minimum,
            Maximum = change.Maximum ?? column.Maximum,
            Categories = type == column.Type ? column.Categories : [], // read from the data under the new type
        };
    }

    private static void Replace(string name, string path, DatasetColumn[] columns,
        ImmutableDictionary<string, string>.Builder errors, Func<DatasetColumn, DatasetColumn> with)
    {
        int at = Array.FindIndex(columns, c => c.Name == name);
        if (at < 0) errors[path] = $"There is no column '{name}'.";
        else columns[at] = with(columns[at]);
    }

    private static void CheckLabel(string label, DatasetColumn[] columns, TableProfile profile, ImmutableDictionary<string, string>.Builder errors)
    {
        int at = Array.FindIndex(columns, c => c.Role == Target);
        if (at < 0) errors["$.favourable_label"] = "Declare the target first.";
        else if (profile.Columns[at] is { DistinctExact: true, Distinct: <= NumericProfiler.TopValues } values && !values.TopValues.IsEmpty
            && values.TopValues.All(v => v.Value != label))
            errors["$.favourable_label"] = $"The target's values are {string.Join(", ", values.TopValues.Select(v => v.Value))}.";
    }
}
