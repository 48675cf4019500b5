using System.Globalization;
using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>What an owner declares over what ingestion inferred.</summary>
/// <param name="Columns">After the change.</param>
/// <param name="FavourableLabel">After the change.</param>
/// <param name="Profile">The figures under the new types.</param>
/// <param name="Losses">For each column that was read again, what that lost; null when nothing.</param>
internal sealed record SchemaDeclaration(
    ImmutableArray<DatasetColumn> Columns, string? FavourableLabel, TableProfile Profile, ImmutableArray<(string Column, string? Note)> Losses)
{
    private static readonly string Target = SchemaWords.Word(ColumnRole.Target), Feature = SchemaWords.Word(ColumnRole.Feature);

    private static readonly ColumnRole[] Single = [ColumnRole.Target, ColumnRole.Weight, ColumnRole.Group, ColumnRole.Time];

    /// <summary>The columns whose cells the change reads otherwise than they are read now.</summary>
    public static ImmutableArray<ColumnRequest> Rereads(SchemaChange change, IReadOnlyList<DatasetColumn> present)
    {
        var requests = new SortedDictionary<int, ColumnRequest>();
        foreach (var wanted in change.Columns)
        {
            int at = IndexOf(present, wanted.Name);
            if (at < 0 || !SchemaWords.TryParse<ColumnType>(wanted.Type ?? present[at].Type, out var type)) continue;
            var (numbers, dates) = (NumberFormat.Parse(wanted.Format), DateFormat.Parse(wanted.Format));
            var reading = present[at].Reading?.ToCellReading();
            bool otherwise = type == ColumnType.Numeric && numbers is not null && !Same(numbers, reading?.Number)
                || type == ColumnType.DateTime && dates is not null && dates.Name != reading?.Date?.Name;
            if (SchemaWords.Word(type) != present[at].Type || otherwise) requests[at] = new(at, wanted.Name, type, numbers, dates);
        }

        return [.. requests.Values];
    }

    private static bool Same(NumberFormat format, NumberFormat? other) =>
        other is not null && (format.Decimal, format.Group) == (other.Decimal, other.Group);

    private static int IndexOf(IReadOnlyList<DatasetColumn> columns, string name)
    {
        for (int i = 0; i < columns.Count; i++)
            if (columns[i].Name == name) return i;
        return -1;
    }

    /// <summary>The columns after the change, or why it cannot be: errors by the path of the request's member.</summary>
    /// <param name="change">What is asked for.</param>
    /// <param name="present">The columns as they are.</param>
    /// <param name="favourableLabel">As it is.</param>
    /// <param name="profile">As it is.</param>
    /// <param name="reread">What <see cref="Rereads"/> asked for, read again.</param>
    public static Result<SchemaDeclaration> Apply(SchemaChange change, IReadOnlyList<DatasetColumn> present, string? favourableLabel,
        TableProfile profile, ImmutableArray<RereadColumn> reread)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        var columns = present.ToArray();
        for (int i = 0; i < change.Columns.Length; i++)
            Change(change.Columns[i], $"$.columns[{i}]", columns, reread.FirstOrDefault(r => r.Column.Name == change.Columns[i].Name), errors);
        profile = profile with
        {
            Columns = [.. profile.Columns.Select((column, i) => reread.FirstOrDefault(r => r.Column.Name == columns[i].Name)?.Profile ?? column)],
        };

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
        if (change.FavourableLabel is { Length: > 0 }) label = CheckLabel(label!, columns, profile, errors);
        return errors.Count == 0
            ? new SchemaDeclaration([.. columns], label, profile, [.. reread.Select(r => (r.Column.Name, Loss(r)))])
            : new Refusal(RefusalKind.Unprocessable, "datasets.bad-schema", "The schema cannot be changed like this; see errors.",
                errors.ToImmutable());
    }

    private static void Change(ColumnChange change, string path, DatasetColumn[] columns, RereadColumn? reread,
        ImmutableDictionary<string, string>.Builder errors)
    {
        if (change.Type is not null && !SchemaWords.TryParse<ColumnType>(change.Type, out _))
            errors[$"{path}.type"] = $"Expected one of {SchemaWords.Words<ColumnType>()}.";
        if (change.Role is not null && !SchemaWords.TryParse<ColumnRole>(change.Role, out _))
            errors[$"{path}.role"] = $"Expected one of {SchemaWords.Words<ColumnRole>()}.";
        Replace(change.Name, $"{path}.name", columns, errors, c => Changed(c, change, reread));
        if (Array.Find(columns, c => c.Name == change.Name) is not { } changed)
        {
            if (change.Minimum > change.Maximum) errors[$"{path}.maximum"] = Upside(change.Minimum, change.Maximum);
            return;
        }

        if (changed.Minimum > changed.Maximum)
            errors[change.Maximum is null ? $"{path}.minimum" : $"{path}.maximum"] = Upside(changed.Minimum, changed.Maximum);
        if (change.Format is not null && !Fits(change.Format, changed.Type))
            errors[$"{path}.format"] = "Expected an order such as d/m/Y for a date_time column, or an example such as 1.234,5 for a numeric one.";
        if (reread is { Lost: > 0, Profile.Count: 0 })
            errors[$"{path}.type"] = $"Not one of the {reread.Lost} values of '{change.Name}' is {changed.Type} ({reread.Losses}).";
    }

    private static string Upside(double? minimum, double? maximum) => string.Create(
        CultureInfo.InvariantCulture, $"Expected a maximum of at least the minimum {minimum}, got {maximum}.");

    private static bool Fits(string format, string type) =>
        type == SchemaWords.Word(ColumnType.Numeric) ? NumberFormat.Parse(format) is not null
        : type == SchemaWords.Word(ColumnType.DateTime) && DateFormat.Parse(format) is not null;

    private static string? Loss(RereadColumn column) => column.Lost == 0
        ? column.Column.Reading?.Date is { } order ? $"'{column.Column.Name}' was declared {column.Column.Type}; its dates are read {order}." : null
        : $"'{column.Column.Name}' was declared {column.Column.Type}: {column.Lost} of its values are not and count as missing ({column.Losses}).";

    private static DatasetColumn Changed(DatasetColumn column, ColumnChange change, RereadColumn? reread)
    {
        var changed = column with
        {
            Role = change.Role ?? column.Role,
            Minimum = change.Minimum ?? column.Minimum,
            Maximum = change.Maximum ?? column.Maximum,
        };
        return reread is not { Column: var read } ? changed with { Type = change.Type ?? column.Type } : changed with
        {
            Type = read.Type,
            Missing = read.Missing,
            Distinct = read.Distinct,
            Categories = read.Categories,
            Reading = read.Reading,
            Least = read.Least,
            Greatest = read.Greatest,
            Quantiles = read.Quantiles,
        };
    }

    private static void Replace(string name, string path, DatasetColumn[] columns,
        ImmutableDictionary<string, string>.Builder errors, Func<DatasetColumn, DatasetColumn> with)
    {
        int at = Array.FindIndex(columns, c => c.Name == name);
        if (at < 0) errors[path] = $"There is no column '{name}'.";
        else columns[at] = with(columns[at]);
    }

    /// <summary>The label as classes are named: of a number its value, however the file writes it.</summary>
    private static string CheckLabel(string label, DatasetColumn[] columns, TableProfile profile, ImmutableDictionary<string, string>.Builder errors)
    {
        int at = Array.FindIndex(columns, c => c.Role == Target);
        if (at < 0)
        {
            errors["$.favourable_label"] = "Declare the target first.";
            return label;
        }

        if (columns[at].Reading?.ToCellReading() is { Number: { } format }
            && NumberText.TryRead(Encoding.UTF8.GetBytes(label), format, out double number))
            label = number.ToString("R", CultureInfo.InvariantCulture);
        if (profile.Columns[at] is { DistinctExact: true, Distinct: <= NumericProfiler.TopValues } values && !values.TopValues.IsEmpty
            && values.TopValues.All(v => v.Value != label))
            errors["$.favourable_label"] = $"The target's values are {string.Join(", ", values.TopValues.Select(v => v.Value))}.";
        return label;
    }
}
