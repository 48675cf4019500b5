using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Kolosal.Hosting;

/// <summary>Collects the metrics when somebody asks, as text in Prometheus' exposition format 0.0.4.</summary>
public sealed class PrometheusReader : BaseExportingMetricReader
{
    private readonly TextExporter text;
    private readonly SemaphoreSlim one = new(1, 1);

    public PrometheusReader() : this(new TextExporter()) { }

    private PrometheusReader(TextExporter text) : base(text) => this.text = text;

    /// <summary>The current values of every metric. One scrape at a time; a second one waits.</summary>
    public async Task<string> ScrapeAsync(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            // Through the exporter: the reader itself gives nothing to whoever merely collects.
            text.Collect?.Invoke(Timeout.Infinite);
            return text.Last;
        }
        finally
        {
            one.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) one.Dispose();
        base.Dispose(disposing);
    }

    [ExportModes(ExportModes.Pull)]
    private sealed class TextExporter : BaseExporter<Metric>, IPullMetricExporter
    {
        public string Last { get; private set; } = "";

        public Func<int, bool>? Collect { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new StringBuilder(16 << 10);
            var named = new HashSet<string>(StringComparer.Ordinal);
            foreach (var metric in batch) PrometheusText.Append(text, metric, named);
            Last = text.ToString();
            return ExportResult.Success;
        }
    }
}

/// <summary>One metric as lines of text.</summary>
internal static class PrometheusText
{
    /// <param name="text">Where to.</param>
    /// <param name="metric">What.</param>
    /// <param name="named">Names that have had their header: two meters may have one of a name, and the format has room for one header.</param>
    public static void Append(StringBuilder text, Metric metric, HashSet<string> named)
    {
        bool counter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum, histogram = metric.MetricType == MetricType.Histogram;
        string name = Name(metric, counter);
        if (named.Add(name))
        {
            if (metric.Description.Length > 0)
                text.Append("# HELP ").Append(name).Append(' ').Append(Escape(metric.Description, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(counter ? "counter" : histogram ? "histogram" : "gauge").Append('\n');
        }
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            string labels = Labels(point.Tags);
            if (histogram) AppendHistogram(text, name, labels, point);
            else Line(text, name, labels, ValueOf(metric.MetricType, point));
        }
    }

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
        _ => double.NaN,
    };

    private static void AppendHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        long below = 0;
        string before = labels.Length == 0 ? "" : labels + ",";
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            string bound = double.IsPositiveInfinity(bucket.ExplicitBound)
                ? "+Inf"
                : bucket.ExplicitBound.ToString("R", CultureInfo.InvariantCulture);
            Line(text, name + "_bucket", $"{before}le=\"{bound}\"", below);
        }
        Line(text, name + "_sum", labels, point.GetHistogramSum());
        Line(text, name + "_count", labels, point.GetHistogramCount());
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(Clean(key)).Append("=\"").Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true))
                .Append('"');
        }
        return text.ToString();
    }

    // Unit and kind belong into the name: seconds, bytes, _total.
    private static string Name(Metric metric, bool counter)
    {
        string name = Clean(metric.Name), unit = metric.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Clean(string name)
    {
        string clean = string.Create(name.Length, name, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        });
        return char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }
}
