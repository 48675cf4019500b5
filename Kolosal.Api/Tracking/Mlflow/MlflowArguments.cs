using System.Globalization;
using System.Text.Json;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>
/// What a request to MLflow's addresses holds, read as its clients write it (proto3's JSON): whole numbers as numbers or as texts, members that
/// hold their default left out, members of later versions ignored.
/// </summary>
internal sealed class MlflowArguments
{
    private readonly Dictionary<string, JsonElement> members;
    private readonly IQueryCollection? query;
    private readonly string path;

    /// <param name="members">Of a body.</param>
    /// <param name="path">Where they stand in it.</param>
    public MlflowArguments(Dictionary<string, JsonElement> members, string path = "$") => (this.members, this.path) = (members, path);

    /// <param name="query">Parameters behind the address; several of one name are a list.</param>
    public MlflowArguments(IQueryCollection query) => (this.query, members, path) = (query, [], "$");

    /// <returns>Null when it is not there, or null.</returns>
    public string? Text(string name)
    {
        if (query is not null) return query.TryGetValue(name, out var values) ? values is [{ } text] ? text : throw Wrong(name, "one value") : null;
        return Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a string");
    }

    /// <summary>A text that must be there and not be empty.</summary>
    public string Needed(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>The run, under its name of today or of earlier clients.</summary>
    public string RunId => Text("run_id") is { Length: > 0 } id ? id : Text("run_uuid") is { Length: > 0 } old ? old : throw Missing("run_id");

    public long? Whole(string name)
    {
        if (query is null && Find(name) is { ValueKind: JsonValueKind.Number } number)
            return number.TryGetInt64(out long exact) ? exact
                : number.TryGetDouble(out double real) && real == Math.Truncate(real) && Math.Abs(real) <= TrackingLimits.LargestWhole ? (long)real
                : throw Wrong(name, "a whole number");
        return Text(name) is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
            : throw Wrong(name, "a whole number");
    }

    /// <summary>A whole number within bounds.</summary>
    public int Whole(string name, int usual, int least, int most) => Whole(name) switch
    {
        null => usual,
        { } number when number >= least && number <= most => (int)number,
        _ => throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}")),
    };

    /// <summary>A value of a metric: a number, or the word for one that is none.</summary>
    public double Number(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out double value) && double.IsFinite(value) => value,
        { ValueKind: JsonValueKind.String } text when MetricPoint.TryRead(text.GetString()!, out double value) => value,
        null => throw Missing(name),
        _ => throw Wrong(name, "a number, \"NaN\", \"Infinity\" or \"-Infinity\""),
    };

    /// <param name="name">The member.</param>
    /// <param name="usual">When it is not there.</param>
    public bool Flag(string name, bool usual = false) => query is not null
        ? Text(name) is "true" or "True" : Find(name) switch
        {
            null => usual,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw Wrong(name, "true or false"),
        };

    /// <summary>When something happened, from milliseconds since 1970; null when it is not there or 0.</summary>
    public DateTimeOffset? Time(string name) => Whole(name) switch
    {
        null or 0 => null,
        { } ms and > 0 and <= TrackingLimits.LastTime => DateTimeOffset.FromUnixTimeMilliseconds(ms),
        _ => throw Wrong(name, "milliseconds since 1970"),
    };

    public ImmutableArray<string> Texts(string name)
    {
        if (query is not null) return query.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];
        return Find(name) is not { } list ? [] : list.ValueKind != JsonValueKind.Array ? throw Wrong(name, "an array of strings")
            : [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "strings"))];
    }

    /// <summary>The objects of a list.</summary>
    public ImmutableArray<MlflowArguments> Items(string name)
    {
        if (query is not null || Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name, "an array of objects");
        return [.. list.EnumerateArray().Select((item, i) => Of(item, $"{path}.{name}[{i}]"))];
    }

    /// <summary>An object within; an empty one when it is not there.</summary>
    public MlflowArguments Item(string name) => Find(name) is { } item ? Of(item, $"{path}.{name}") : new([], $"{path}.{name}");

    /// <summary>Tags and params: a list of objects with key and value.</summary>
    public ImmutableArray<TrackedText> Pairs(string name) =>
        [.. Items(name).Select(pair => new TrackedText(pair.Needed("key"), pair.Text("value") ?? ""))];

    /// <summary>The same by key; of two of one key the later counts.</summary>
    public ImmutableDictionary<string, string> Tags(string name = "tags") =>
        ImmutableDictionary<string, string>.Empty.SetItems(Pairs(name).Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    private JsonElement? Find(string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    private static MlflowArguments Of(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object) throw Bad(path, "Expected an object.");
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in item.EnumerateObject())
            if (!members.TryAdd(member.Name, member.Value)) throw Bad(path, "A member comes twice.");
        return new(members, path);
    }

    private ProblemException Missing(string name) => Bad($"{path}.{name}", $"The parameter '{name}' is required and was not given.");

    private ProblemException Wrong(string name, string expected) => Bad($"{path}.{name}", $"Expected {expected} for '{name}'.");

    private static ProblemException Bad(string path, string message) => new(new(
        400, "mlflow.bad-parameter", message, ImmutableDictionary<string, string>.Empty.Add(path, message)));
}
