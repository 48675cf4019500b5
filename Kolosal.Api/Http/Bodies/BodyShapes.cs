using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kolosal.Http;

/// <summary>
/// Reads the shape of a request's body off its type, as the serializer sees it: members and what is required from the constructor, bounds
/// from data annotations. Whatever is not said is narrow: a text is one line of 1 to <see cref="LongestText"/> characters, an element of a
/// collection is never null.
/// </summary>
/// <remarks>
/// Annotations that count: <see cref="LengthAttribute"/>, <see cref="MinLengthAttribute"/>, <see cref="MaxLengthAttribute"/>,
/// <see cref="RangeAttribute"/> on whole numbers, and <see cref="DataType.MultilineText"/> for texts that may be empty and hold line breaks.
/// </remarks>
internal static class BodyShapes
{
    /// <summary>Longest text where nothing else is said, in characters; the longest name of a column is as long.</summary>
    public const int LongestText = 200;

    /// <summary>Longest text of several lines where nothing else is said.</summary>
    public const int LongestProse = 20_000;

    private static readonly ConcurrentDictionary<Type, BodyShape> Known = new();

    /// <param name="type">The type that the body is read as.</param>
    public static BodyShape Of(Type type) => Known.GetOrAdd(type, static type => Of(type, null));

    private static BodyShape Of(Type type, ICustomAttributeProvider? declared)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.GetCustomAttribute<ReadAsAttribute>() is { } other) type = other.Type;
        if (type == typeof(string)) return TextOf(declared);
        if (type == typeof(bool)) return new BodyShape.Flag();
        if (type == typeof(int)) return WholeOf(declared, int.MinValue, int.MaxValue);
        if (type == typeof(long)) return WholeOf(declared, long.MinValue, long.MaxValue);
        if (type == typeof(double) || type == typeof(float)) return new BodyShape.Real();
        if (type == typeof(DateTimeOffset)) return new BodyShape.Time();
        if (type == typeof(JsonElement)) return new BodyShape.Anything();
        if (type.IsEnum) return new BodyShape.Word(Enum.GetNames(type).Select(WireJson.Options.PropertyNamingPolicy!.ConvertName).ToFrozenSet());

        var info = Json.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new BodyShape.List(
                Of(info.ElementType!, null), Find<MinLengthAttribute>(declared)?.Length ?? 0,
                Find<MaxLengthAttribute>(declared)?.Length ?? int.MaxValue),
            JsonTypeInfoKind.Dictionary => new BodyShape.Map(Of(info.ElementType!, null)),
            JsonTypeInfoKind.Object => new BodyShape.Members(info.Properties.Select(MemberOf).ToFrozenDictionary(member => member.Name)),
            _ => throw new NotSupportedException($"Cannot tell what JSON {type} is read from; give it a [ReadAs]."),
        };
    }

    private static BodyShape.Member MemberOf(JsonPropertyInfo property, int index) => new(
        property.Name, index, Of(property.PropertyType, property.AttributeProvider),
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false },
        property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);

    private static BodyShape.Text TextOf(ICustomAttributeProvider? declared)
    {
        bool lines = Find<DataTypeAttribute>(declared)?.DataType == DataType.MultilineText;
        var length = Find<LengthAttribute>(declared);
        return new(
            length?.MinimumLength ?? Find<MinLengthAttribute>(declared)?.Length ?? (lines ? 0 : 1),
            length?.MaximumLength ?? Find<MaxLengthAttribute>(declared)?.Length ?? (lines ? LongestProse : LongestText), lines);
    }

    private static BodyShape.Whole WholeOf(ICustomAttributeProvider? declared, long least, long most) =>
        Find<RangeAttribute>(declared) is { Minimum: int from, Maximum: int to } ? new(from, to, Stated: true)
            : new(least, most, Stated: false);

    private static T? Find<T>(ICustomAttributeProvider? declared)
        where T : Attribute => declared?.GetCustomAttributes(typeof(T), inherit: true) is [T found, ..] ? found : null;
}
