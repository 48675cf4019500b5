using System.Globalization;
using System.Text;
using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Privacy;

/// <summary>A dataset as columns of text, and a new version made of such columns.</summary>
internal sealed class DatasetTexts(
    IGrainFactory grains, IDatasetReader reader, DatasetIntake intake, IStagingArea staging, IOptions<PrivacyOptions> options,
    IOptions<ClassificationOptions> classification)
{
    /// <summary>What is needed to read the dataset, if its classification allows the caller to.</summary>
    public async Task<Result<DatasetContent>> OpenAsync(ResourceKey dataset)
    {
        var opened = await grains.Dataset(dataset).OpenAsync();
        if (!opened.Accepted) return opened;
        var allowed = await grains.ClassificationOfDataset(dataset).AllowAsync(DataUse.Read, classification.Value.Region);
        return allowed.Accepted ? opened : allowed.Refusal;
    }

    /// <summary>All rows; refused with 422 when there are more than fit.</summary>
    public async Task<Result<Frame>> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, CancellationToken cancel)
    {
        if (content.Rows > options.Value.MaximumRows)
            return Refusal.Unprocessable("privacy.too-many-rows",
                $"The dataset has {content.Rows} rows; at most {options.Value.MaximumRows} are worked on at once (Kolosal:Privacy:MaximumRows).");
        try
        {
            return await reader.ReadAsync(content, columns, null, cancel);
        }
        catch (FileNotFoundException)
        {
            return Refusal.NotFound("datasets.not-found", $"There is no dataset '{content.DatasetId}' in this workspace."); // deleted in between
        }
    }

    /// <summary>The values as text; null where missing. A day without a time of day is written as a date, a whole number with all its digits.
    /// </summary>
    public static string?[] Texts(Column column)
    {
        var texts = new string?[column.Rows];
        for (int row = 0; row < texts.Length; row++)
        {
            if (column is NumericColumn numbers && !column.IsMissing(row) && IsWhole(numbers.Values[row]))
            {
                texts[row] = ((long)numbers.Values[row]).ToString(CultureInfo.InvariantCulture);
                continue;
            }

            string? text = column.TextAt(row);
            texts[row] = column is DateTimeColumn && text is { Length: > 10 } && text.AsSpan(10).StartsWith("T00:00:00")
                && !text.AsSpan(11).ContainsAny("123456789") ? text[..10] : text;
        }

        return texts;
    }

    /// <summary>Takes columns in as a dataset that came out of another, with the roles that still fit; the dataset itself
    /// sees to its classification.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="parent">The dataset it came out of.</param>
    /// <param name="name">A name for people.</param>
    /// <param name="columns">Names and values.</param>
    /// <param name="derivation">How it came out.</param>
    /// <param name="cancel">Stops the intake.</param>
    public async Task<Result<DatasetDescription>> DeriveAsync(
        string workspace, DatasetDescription parent, string name, IReadOnlyList<(string Name, string?[] Values)> columns,
        DatasetDerivation derivation, CancellationToken cancel)
    {
        string path = staging.NewScratchPath(".csv");
        try
        {
            await WriteAsync(path, columns, cancel);
            await using var file = File.OpenRead(path);
            var taken = await intake.TakeAsync(workspace,
                new FileArrival(derivation.MadeBy, $"{derivation.MadeBy}.csv", name, Derivation: derivation), file, cancel);
            if (!taken.Accepted) return taken;
            return await DeclareAsync(workspace, parent, taken.Value);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<Result<DatasetDescription>> DeclareAsync(string workspace, DatasetDescription parent, DatasetDescription made)
    {
        var there = made.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var kept = parent.Columns.Where(column => there.Contains(column.Name)).ToArray();
        ImmutableArray<ColumnChange> changes = [.. kept.Where(c => c.Role is not ("feature" or "target")).Select(
            c => new ColumnChange(c.Name, null, c.Role, null, null))];
        ImmutableArray<string> attributes = [.. kept.Where(column => column.Protected).Select(column => column.Name)];
        string? target = parent.Target is { } wanted && there.Contains(wanted) ? wanted : null;
        if (changes.IsEmpty && attributes.IsEmpty && target is null) return made;
        var declared = await grains.Dataset(workspace, made.DatasetId).SetSchemaAsync(
            new(changes, target, attributes, target is null ? null : parent.FavourableLabel), null);
        // Labels and ranges that no longer occur are not carried over; the rows stand all the same.
        return declared.Accepted ? declared
            : await grains.Dataset(workspace, made.DatasetId).SetSchemaAsync(new(changes, target, attributes, null), null);
    }

    private static async Task WriteAsync(string path, IReadOnlyList<(string Name, string?[] Values)> columns, CancellationToken cancel)
    {
        await using var file = new FileStream(path, OperatingSystem.IsWindows()
            ? new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }
            : new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        await using var writer = new StreamWriter(file, new UTF8Encoding(false), 1 << 16);
        var line = new StringBuilder();
        for (int c = 0; c < columns.Count; c++) Append(line, columns[c].Name, c);
        await writer.WriteLineAsync(line, cancel);
        int rows = columns[0].Values.Length;
        bool[] numbers = [.. columns.Select(column => column.Values.All(IsNumber))];
        for (int row = 0; row < rows; row++)
        {
            line.Clear();
            for (int c = 0; c < columns.Count; c++)
            {
                string? value = columns[c].Values[row];
                if (!numbers[c] && value is not null) Append(line, value, c);
                else line.Append(c == 0 ? "" : ",").Append(value ?? (columns.Count == 1 ? "\"\"" : "")); // a blank line would be no row
            }

            await writer.WriteLineAsync(line, cancel);
        }
    }

    /// <summary>A double counts in ones up to 2^53; beyond, digits would be made up.</summary>
    private static bool IsWhole(double value) => Math.Abs(value) <= 1L << 53 && value == Math.Floor(value);

    private static bool IsNumber(string? value) =>
        value is null || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>In quotes (RFC 4180), so that a text such as <c>NA</c> stays one.</summary>
    private static void Append(StringBuilder line, string value, int column) =>
        line.Append(column == 0 ? "" : ",").Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
}
