using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>An instant as numbers: days since 1970, then the year, and month, day of the
/// month, weekday and hour either as they are or as points on a circle.</summary>
public sealed class DatePartsEncoder : ColumnEncoder
{
    private const double HoursPerDay = 24, DaysPerWeek = 7, MonthsPerYear = 12, DaysPerMonth = 31;
    private static readonly string[] Plain = ["days", "year", "month", "day", "weekday", "hour"];
    private static readonly string[] Cyclic = ["days", "year", "month_sin", "month_cos", "day_sin", "day_cos", "weekday_sin", "weekday_cos",
        "hour_sin", "hour_cos"];

    /// <summary>Keeps the steps.</summary>
    /// <param name="column">The input column.</param>
    /// <param name="cyclical">Whether month, day, weekday and hour become sine and cosine, so that December is next to January.</param>
    /// <param name="steps">For each part, the steps applied to it; empty for none at all.</param>
    [JsonConstructor]
    public DatePartsEncoder(string column, bool cyclical, ImmutableArray<ImmutableArray<NumericStep>> steps) : base(column)
    {
        Cyclical = cyclical;
        string[] parts = cyclical ? Cyclic : Plain;
        Steps = steps.IsDefault ? [] : steps;
        if (!Steps.IsEmpty && Steps.Length != parts.Length)
            throw new ArgumentException($"Need steps for {parts.Length} parts or none, got {Steps.Length}.", nameof(steps));
        Outputs = [.. parts.Select(p => new FeatureInfo($"{column}:{p}"))];
    }

    /// <summary>Whether the periodic parts are points on a circle.</summary>
    public bool Cyclical { get; }

    /// <summary>The steps of each part, or none.</summary>
    public ImmutableArray<ImmutableArray<NumericStep>> Steps { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph)
    {
        var parts = graph.Split(DateGraph.Parts(graph, graph.Input(Column), Cyclical));
        for (int part = 0; part < Steps.Length; part++)
            foreach (var step in Steps[part]) parts[part] = step.Describe(graph, parts[part]);
        return graph.Join(parts);
    }

    /// <inheritdoc/>
    public override void Encode(in RawValue value, Span<double> output)
    {
        double ticks = RawText.ToTicks(value);
        if (double.IsNaN(ticks)) output.Fill(double.NaN);
        else Split(new DateTime(Math.Min((long)ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc), output);

        for (int part = 0; part < Steps.Length; part++)
            foreach (var step in Steps[part]) output[part] = step.Apply(output[part]);
    }

    private void Split(DateTime instant, Span<double> output)
    {
        output[0] = (instant - DateTime.UnixEpoch).TotalDays;
        output[1] = instant.Year;
        if (!Cyclical)
        {
            (output[2], output[3], output[4], output[5]) = (instant.Month, instant.Day, (int)instant.DayOfWeek, instant.TimeOfDay.TotalHours);
            return;
        }
        (output[2], output[3]) = Math.SinCos(2 * Math.PI * (instant.Month - 1) / MonthsPerYear);
        (output[4], output[5]) = Math.SinCos(2 * Math.PI * (instant.Day - 1) / DaysPerMonth);
        (output[6], output[7]) = Math.SinCos(2 * Math.PI * (int)instant.DayOfWeek / DaysPerWeek);
        (output[8], output[9]) = Math.SinCos(2 * Math.PI * instant.TimeOfDay.TotalHours / HoursPerDay);
    }
}
