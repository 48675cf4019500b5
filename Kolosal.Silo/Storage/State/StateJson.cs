using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Kolosal.Storage.State;

/// <summary>How grain state is written as JSON, by whichever provider keeps it.</summary>
/// <remarks>
/// State classes change through verbs, so their members have private setters or none, and their numbered members are their content:
/// exactly those are written and read, like Orleans' own serializer does, and computed properties are not. A number that is none is refused
/// where it would be written, as in every other document.
/// </remarks>
internal static class StateJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static byte[] Serialize<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    public static T Deserialize<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Stored state of type {typeof(T)} is null.");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NumberedMembersOnly } },
        };
        FiniteNumbers.Add(options.Converters, readNames: true); // states of earlier programs hold them
        return options;
    }

    private static void NumberedMembersOnly(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || !type.Type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) return;

        var members = Numbered(type.Type);
        for (int i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            var member = members.Find(candidate => candidate.Name == ((MemberInfo?)property.AttributeProvider)?.Name);
            if (member is not null) members.Remove(member);
            if (property.AssociatedParameter is not null) continue;
            if (member is not null) property.Set ??= Setter(member);
            if (property.Set is null) type.Properties.RemoveAt(i);
        }

        foreach (var member in members)
        {
            var property = type.CreateJsonPropertyInfo(MemberType(member), member.Name);
            property.Get = Getter(member);
            property.Set = Setter(member);
            type.Properties.Add(property);
        }
    }

    private static List<MemberInfo> Numbered(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var members = new List<MemberInfo>();
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            members.AddRange(level.GetMembers(Own).Where(member => member is PropertyInfo or FieldInfo && member.IsDefined(typeof(IdAttribute))));
        }

        return members;
    }

    private static Type MemberType(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static Func<object, object?> Getter(MemberInfo member) =>
        member is PropertyInfo property ? property.GetValue : ((FieldInfo)member).GetValue;

    private static Action<object, object?>? Setter(MemberInfo member) => member switch
    {
        FieldInfo field => field.SetValue,
        PropertyInfo { SetMethod: not null } property => property.SetValue,
        // A get-only automatic property: the compiler's field behind it.
        PropertyInfo property => property.DeclaringType!
            .GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is { } field ? field.SetValue : null,
        _ => null,
    };
}
