using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Learning;

/// <summary>What an algorithm keeps in its fields, for tests that compare the ways to make it.</summary>
internal static class AlgorithmFields
{
    /// <summary>The options records that an algorithm keeps in its fields.</summary>
    public static IEnumerable<object> Options(object algorithm) => Fields(algorithm)
        .Where(value => value.GetType().Name.EndsWith("Options", StringComparison.Ordinal));

    /// <summary>Every field as text.</summary>
    public static IEnumerable<string> Texts(object algorithm) => Fields(algorithm).Select(Text);

    private static IEnumerable<object> Fields(object algorithm) => algorithm.GetType()
        .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
        .Select(field => field.GetValue(algorithm)).OfType<object>();

    /// <summary>Options built with nothing but defaults, or null where the record asks for more.</summary>
    public static object? Plain(Type options)
    {
        var constructor = options.GetConstructors().FirstOrDefault(c => c.GetParameters().All(p => p.HasDefaultValue));
        return constructor?.Invoke([.. constructor.GetParameters().Select(p => p.DefaultValue)]);
    }

    /// <summary>A value as JSON.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, value.GetType(), Named);

    private static readonly JsonSerializerOptions Named = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
