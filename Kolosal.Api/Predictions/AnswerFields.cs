using System.Globalization;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>Members of a row's answer that a caller may choose; its id is always there.</summary>
[Flags]
internal enum AnswerFields
{
    None = 0,
    Prediction = 1,
    Probabilities = 2,
    Confidence = 4,
    Uncertainty = 8,
    Region = 16,
    OutOfDistribution = 32,
    UncertaintySources = 64,
    Referred = 128,

    /// <summary>What follows from the scores alone: the default for many rows.</summary>
    Plain = Prediction | Probabilities | Confidence | Uncertainty | Referred,

    /// <summary>The default for few rows.</summary>
    Usual = Plain | Region | OutOfDistribution,

    All = Usual | UncertaintySources,
}

/// <summary>How a prediction request wants to be answered, from its query and headers.</summary>
/// <param name="Fields">The members of each row.</param>
/// <param name="Request">What the predictor is told.</param>
/// <param name="Explain">Whether rows are answered with what each column contributed, and with reason codes where they are declared.</param>
internal sealed record AnswerOptions(AnswerFields Fields, AnswerRequest Request, bool Explain = false)
{
    /// <summary>Names what requests stick to one version by, while a canary runs; also <c>routing_key</c> in the query.</summary>
    public const string RoutingHeader = "X-Routing-Key";

    /// <summary>How long the caller waits: <c>250ms</c> or <c>1.5s</c>. No standard names one for HTTP; the unit stands with the number so that it
    /// cannot be mistaken.</summary>
    public const string TimeoutHeader = "X-Request-Timeout";

    private const int LongestKey = 256;
    private const double LongestMilliseconds = 600_000;

    private static readonly (string Name, AnswerFields Field)[] Names =
    [
        ("prediction", AnswerFields.Prediction), ("probabilities", AnswerFields.Probabilities), ("confidence", AnswerFields.Confidence),
        ("uncertainty", AnswerFields.Uncertainty), ("interval", AnswerFields.Region), ("set", AnswerFields.Region),
        ("out_of_distribution", AnswerFields.OutOfDistribution), ("uncertainty_sources", AnswerFields.UncertaintySources),
        ("referred", AnswerFields.Referred), ("prediction_id", AnswerFields.None), ("all", AnswerFields.All),
    ];

    private static readonly AnswerOptions Few = Of(AnswerFields.Usual), Many = Of(AnswerFields.Plain);

    /// <param name="context">The request.</param>
    /// <param name="many">A batch, whose rows are answered with less unless more is asked for.</param>
    /// <param name="options">What is wanted.</param>
    /// <returns>Null, or what cannot be read.</returns>
    public static Problem? Read(HttpContext context, bool many, out AnswerOptions options)
    {
        options = many ? Many : Few;
        var (request, headers) = (context.Request, context.Request.Headers);
        if ((!request.QueryString.HasValue || request.Query.Count == 0) && !headers.ContainsKey(RoutingHeader)
            && !headers.ContainsKey(TimeoutHeader)) return null;

        var query = request.Query;

        var fields = options.Fields;
        if (query.TryGetValue("fields", out var wanted) && ReadFields(wanted.ToString(), out fields) is { } unknown) return unknown;
        double? coverage = null;
        if (query.TryGetValue("coverage", out var share))
        {
            if (!double.TryParse(share.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double read) || !double.IsFinite(read))
                return Bad("predict.bad-coverage", "coverage", "Expected a share of rows such as 0.95.");
            coverage = read;
            fields |= AnswerFields.Region;
        }
        string? key = headers.TryGetValue(RoutingHeader, out var header) ? header.ToString()
            : query.TryGetValue("routing_key", out var named) ? named.ToString() : null;
        if (key is { Length: 0 or > LongestKey })
            return Bad("predict.bad-routing-key", RoutingHeader, $"Expected 1 to {LongestKey} characters that name who asks.");
        double? timeout = null;
        if (headers.TryGetValue(TimeoutHeader, out var time) && (timeout = Milliseconds(time.ToString())) is null)
            return Bad("request.bad-timeout", TimeoutHeader, "Expected a time of 1ms to 600s with its unit, such as 250ms or 1.5s.");
        if (ReadExplain(context.Request, out bool explain) is { } unexplained) return unexplained;
        options = new(fields, Of(fields).Request with { Coverage = coverage, RoutingKey = key, TimeoutMilliseconds = timeout }, explain);
        return null;
    }

    /// <summary>Whether rows are to be explained (<c>?explain=true</c>), which an answer in JSON alone has room for.</summary>
    /// <returns>Null, or what cannot be read or had.</returns>
    public static Problem? ReadExplain(HttpRequest request, out bool explain)
    {
        explain = false;
        if (!request.Query.TryGetValue("explain", out var text)) return null;
        if (!bool.TryParse(text, out explain)) return Bad("predict.bad-explain", "explain", "Expected true or false.");
        bool lines = MediaTypes.Of(request) == MediaTypes.Lines && !MediaTypes.Wants(request, MediaTypes.Json);
        return explain && (lines || MediaTypes.Wants(request, MediaTypes.Float32))
            ? Bad("predict.bad-explain", "explain", "Explanations are answered in one JSON document; send Accept: application/json.") : null;
    }

    private static AnswerOptions Of(AnswerFields fields) => new(fields, new(
        (fields.HasFlag(AnswerFields.Region) ? AnswerParts.Region : AnswerParts.None)
        | (fields.HasFlag(AnswerFields.OutOfDistribution) ? AnswerParts.OutOfDistribution : AnswerParts.None)
        | (fields.HasFlag(AnswerFields.UncertaintySources) ? AnswerParts.UncertaintySources : AnswerParts.None)));

    private static Problem? ReadFields(string text, out AnswerFields fields)
    {
        fields = AnswerFields.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int place = Array.FindIndex(Names, known => known.Name == name);
            if (place < 0)
                return Bad("predict.no-such-field", "fields",
                    $"Expected some of {string.Join(", ", Names.Select(known => known.Name))}, with commas between.");
            fields |= Names[place].Field;
        }
        return null;
    }

    private static double? Milliseconds(string text)
    {
        double unit = text.EndsWith("ms", StringComparison.Ordinal) ? 1 : text.EndsWith('s') ? 1_000 : 0;
        if (unit == 0) return null;
        string number = text[..^(unit == 1 ? 2 : 1)];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double read)
            && read * unit is >= 1 and <= LongestMilliseconds ? read * unit : null;
    }

    private static Problem Bad(string code, string path, string message) =>
        new(400, code, "How the answer is wanted cannot be read.", ImmutableDictionary<string, string>.Empty.Add(path, message));
}
