using System.CommandLine;
using System.Globalization;
using Kolosal.Drift;
using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal drift evaluate</c>: how soon each detector finds a change, and how often it cries wolf, beside one that always fires and
/// one that never does. Needs no server.</summary>
internal static class DriftCommand
{
    private const int Refused = 1;

    public static Command Create()
    {
        var streams = Number("--streams", 20, 1, 10_000, "Generated streams of each kind.");
        var values = Number("--values", 10_000, 100, 10_000_000, "Values of a stream; a change comes in the middle.");
        var seed = Number("--seed", 0, 0, int.MaxValue, "The only source of randomness.");
        var detector = new Option<string[]>("--detector") { Description = "Detectors to try; all when none is named." };
        detector.AcceptOnlyFromAmong([.. ChangeDetectors.All.Select(d => d.Name)]);
        var file = new Option<FileInfo?>("--file") { Description = "A CSV file instead of generated streams." };
        var column = new Option<string?>("--column") { Description = "Its column of numbers, or of 0 and 1 for errors." };
        var changes = new Option<string?>("--changes") { Description = "Rows where it changes, from 0, behind the reference: 1,9." };
        var reference = Number("--reference", 1000, 100, 10_000_000, "Rows of the file to learn from; the stream begins behind them.");
        var target = new Option<string?>("--target") { Description = "Instead of a column: what is predicted; the stream is a model's errors." };
        var monitor = new Option<bool>("--monitor") { Description = "The whole monitor over rows of thirty columns instead of single detectors." };
        var evaluate = new Command("evaluate", "Measures delay and false alarms of drift detection, beside always and never firing.")
        { streams, values, seed, detector, file, column, changes, reference, target, monitor };
        evaluate.SetAction(parsed =>
        {
            ChangeDetectorDescriptor[] tried = [.. parsed.GetValue(detector) is { Length: > 0 } named ? named.Select(ChangeDetectors.Get)
                : ChangeDetectors.All, .. ChangeDetectors.Baselines];
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(monitor))
            {
                Monitor(output, parsed.GetValue(streams), parsed.GetValue(values), (ulong)parsed.GetValue(seed));
                return 0;
            }

            if (parsed.GetValue(file) is not { } given)
            {
                Generated(output, tried, parsed.GetValue(streams), parsed.GetValue(values), (ulong)parsed.GetValue(seed));
                return 0;
            }
            try
            {
                OnFile(output, tried, parsed.GetValue(target) is { } predicted
                    ? Errors(given, predicted, parsed.GetValue(changes), parsed.GetValue(reference))
                    : Read(given, parsed.GetValue(column), parsed.GetValue(changes), parsed.GetValue(reference)));
                return 0;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or FormatException
                or TrainingException or ArgumentException)
            {
                errors.WriteLine($"Not evaluated: {fault.Message}");
                return Refused;
            }
        });
        return new Command("drift", "Drift detectors.") { evaluate };
    }

    private static void Generated(TextWriter output, ChangeDetectorDescriptor[] tried, int streams, int values, ulong seed)
    {
        output.WriteLine(Line($"{streams} streams of {values} values each; delays in values, sizes in standard deviations"));
        output.WriteLine($"{"detector",-14}{"promise",18}{"false alarms",16}"
            + string.Concat(GeneratedStreams.Sizes.Select(size => Line($"{$"found {size}",12}{"delay",9}{"F1",6}"))));
        foreach (var row in tried.Select(detector => DetectorTable.Measure(detector, streams, values, seed)))
        {
            string promise = row.Promise is { } p ? Line($"{p.Rate:0.####} a {(p.Of == FalseAlarmOf.Look ? "look" : "stream")}") : "none";
            double rate = row.Promise is { } kept ? row.Stable.FalseAlarmRate(kept) : row.Stable.FalseAlarms / (double)row.Stable.StableValues;
            output.WriteLine(Line($"{row.Detector,-14}{promise,18}{rate,16:0.######}") + string.Concat(row.Shifted.Select(s =>
                Line($"{s.Score.Found,8}/{s.Score.Changes,-3}{Delay(s.Score),9}{s.Score.F1,6:0.00}"))));
        }
        output.WriteLine("False alarms are by what the promise is of; without one, by value.");
    }

    private static void OnFile(TextWriter output, ChangeDetectorDescriptor[] tried, DriftStream stream)
    {
        output.WriteLine(Line($"{stream.Name}: {stream.Values.Length} values, {stream.Changes.Length} changes"));
        output.WriteLine($"{"detector",-14}{"found",8}{"delay",10}{"false",8}{"F1",7}  first alarms");
        foreach (var detector in tried.Where(d => d.Takes == StreamValues.Numbers || stream.Takes == StreamValues.Bits))
        {
            var score = DetectorEvaluation.Of(detector, [stream]);
            string first = string.Join(", ", DetectorEvaluation.Alarms(detector, stream).Take(8));
            output.WriteLine(Line($"{detector.Name,-14}{score.Found,8}{Delay(score),10}")
                + Line($"{score.FalseAlarms,8}{score.F1?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",7}  {first}"));
        }
    }

    /// <exception cref="InvalidDataException">The file has no such stream.</exception>
    private static DriftStream Read(FileInfo file, string? column, string? changes, int reference)
    {
        using var stream = file.OpenRead();
        var table = Csv.Read(stream);
        string name = column ?? throw new InvalidDataException("Name the column with --column.");
        if (table.Schema.IndexOf(name) < 0)
            throw new InvalidDataException($"There is no column '{name}'; there are {string.Join(", ", table.Schema.Columns.Select(c => c.Name))}.");
        if (table.Rows <= reference) throw new InvalidDataException($"Need more rows than the reference of {reference}, got {table.Rows}.");
        double[] values = [.. Enumerable.Range(0, table.Rows).Select(row => RawValue.At(table[name], row).Number)];
        if (table[name] is TextColumn or CategoricalColumn || values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            throw new InvalidDataException($"'{name}' needs a number in every row.");
        var takes = values.AsSpan().ContainsAnyExcept(0, 1) ? StreamValues.Numbers : StreamValues.Bits;
        return new(name, takes, values[..reference], values[reference..], Known(changes, values.Length - reference));
    }

    /// <exception cref="InvalidDataException">The file has no such stream.</exception>
    private static DriftStream Errors(FileInfo file, string target, string? changes, int reference)
    {
        using var stream = file.OpenRead();
        var table = Csv.Read(stream, new Dictionary<string, ColumnType> { [target] = ColumnType.Categorical });
        if (table.Schema.IndexOf(target) < 0)
            throw new InvalidDataException(
                $"There is no column '{target}'; there are {string.Join(", ", table.Schema.Columns.Select(c => c.Name))}.");
        if (table.Rows <= reference) throw new InvalidDataException($"Need more rows than the reference of {reference}, got {table.Rows}.");
        return ModelErrors.Of($"errors of predicting {target}", table, LearningProblem.Infer(table, target), reference,
            Known(changes, table.Rows - reference), CancellationToken.None);
    }

    private static ImmutableArray<int> Known(string? changes, int values)
    {
        int[] known = [.. (changes ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)).Order()];
        if (known.Any(at => at >= values)) throw new InvalidDataException(Line($"A change lies behind the stream's {values} values."));
        return [.. known];
    }

    private static void Monitor(TextWriter output, int streams, int rows, ulong seed)
    {
        const double FalseAlarm = 0.01;
        output.WriteLine(Line($"{streams} streams of {rows} rows of 30 columns, a rate of {FalseAlarm}; one column moves by so many deviations"));
        output.WriteLine($"{"monitor",-18}{"alarming streams",18}"
            + string.Concat(GeneratedStreams.Sizes.Select(size => Line($"{$"found {size}",12}{"delay",9}{"F1",6}"))));
        foreach (var plan in MonitorPlan.All)
        {
            var calm = MonitorEvaluation.Of(plan, 0, streams, rows, FalseAlarm, seed);
            output.WriteLine(Line($"{plan.Name,-18}{calm.Alarming,11} of {calm.Streams,-4}") + string.Concat(GeneratedStreams.Sizes.Select(size =>
            {
                var score = MonitorEvaluation.Of(plan, size, streams, rows, FalseAlarm, seed);
                return Line($"{score.Found,8}/{score.Changes,-3}{Delay(score),9}{score.F1,6:0.00}");
            })));
        }
    }

    private static Option<int> Number(string name, int standard, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {standard}.", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < least || given > most))
                result.AddError(Line($"{name} must be {least} to {most}, got {given}."));
        });
        return option;
    }

    private static string Delay(DetectorScore score) => score.MeanDelay?.ToString("0", CultureInfo.InvariantCulture) ?? "-";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
