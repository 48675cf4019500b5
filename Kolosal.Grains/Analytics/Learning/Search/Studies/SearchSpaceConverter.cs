using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Learning.Search;

/// <summary>A search space as a JSON array of its parameters, parents before children.</summary>
internal sealed class SearchSpaceConverter : JsonConverter<SearchSpace>
{
    public override SearchSpace Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var entries = JsonSerializer.Deserialize<ImmutableArray<Entry>>(ref reader, options);
        try
        {
            return new SearchSpace([.. entries.Select(e => e.ToParameter())]);
        }
        catch (ArgumentException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    public override void Write(Utf8JsonWriter writer, SearchSpace value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Parameters.Select(Entry.Of), options);

    private sealed record Entry(string Name, string Type, ParameterValue Default, double? Low = null, double? High = null, bool Log = false,
        IReadOnlyList<string>? Choices = null, Condition? When = null)
    {
        public static Entry Of(Parameter parameter)
        {
            var when = parameter.When is { } given ? new Condition(given.Parent, given.Values) : null;
            return parameter switch
            {
                FloatParameter f => new(f.Name, "float", f.Default, f.Low, f.High, f.Log, null, when),
                IntegerParameter i => new(i.Name, "integer", (double)i.Default, i.Low, i.High, i.Log, null, when),
                CategoricalParameter c => new(c.Name, "categorical", c.Default, Choices: c.Choices, When: when),
                _ => throw new JsonException($"'{parameter.Name}' is of a kind that cannot be written."),
            };
        }

        public Parameter ToParameter()
        {
            var when = When is { } given ? new ParameterCondition(given.Parent, given.Values) : null;
            return Type switch
            {
                "float" => new FloatParameter(Name, Bound(Low), Bound(High), Default.Number, Log, when),
                "integer" => new IntegerParameter(Name, Whole(Bound(Low)), Whole(Bound(High)), Whole(Default.Number), Log, when),
                "categorical" => new CategoricalParameter(Name, [.. Choices ?? throw Refused("'choices'")],
                    Default.Text ?? throw Refused("a choice as 'default'"), when),
                _ => throw new JsonException($"'{Name}' must be of type float, integer or categorical, got '{Type}'."),
            };
        }

        private double Bound(double? bound) => bound ?? throw Refused("'low' and 'high'");

        private int Whole(double number) =>
            number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Refused("integers as range and default");

        private JsonException Refused(string needed) => new($"The {Type} parameter '{Name}' needs {needed}.");
    }

    private sealed record Condition(string Parent, ImmutableArray<ParameterValue> Values);
}
