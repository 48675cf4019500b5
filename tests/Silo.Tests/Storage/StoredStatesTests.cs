using System.Collections;
using System.Reflection;
using Kolosal.Storage.State;

namespace Kolosal.Storage;

/// <summary>Every state that a grain of the product keeps survives being stored: nothing in it is lost without a word.</summary>
public sealed class StoredStatesTests
{
    public static TheoryData<string> States => [.. StateTypes().Select(type => type.FullName!)];

    [Theory, MemberData(nameof(States))]
    public void A_fresh_state_can_be_stored(string state)
    {
        var type = StateTypes().Single(candidate => candidate.FullName == state);
        RoundTrip(type, Activator.CreateInstance(type)!);
    }

    [Theory, MemberData(nameof(States))]
    public void Every_member_of_a_filled_state_comes_back(string state)
    {
        var type = StateTypes().Single(candidate => candidate.FullName == state);
        object filled = Example.Of(type, depth: 0)!;
        Assert.Empty(Example.Differences(filled, RoundTrip(type, filled), state));
    }

    private static object RoundTrip(Type type, object state) =>
        typeof(StoredStatesTests).GetMethod(nameof(Stored), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type)
            .Invoke(null, [state])!;

    private static object Stored<T>(T state)
        where T : notnull => StateJson.Deserialize<T>(StateJson.Serialize(state));

    private static IEnumerable<Type> StateTypes() =>
        typeof(ICatalogue).Assembly.GetTypes()
            .SelectMany(type => type.GetConstructors())
            .SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))
            .Select(parameter => parameter.ParameterType.GetGenericArguments()[0])
            .Distinct();

    /// <summary>Fills and compares whatever a state may be made of.</summary>
    private static class Example
    {
        private const int DeepestNesting = 8;
        private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        public static object? Of(Type type, int depth)
        {
            if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner, depth);
            if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Last();
            if (Simple(type) is { } simple) return simple;
            if (depth > DeepestNesting) return null;
            if (type.IsArray) return Filled(Array.CreateInstance(type.GetElementType()!, 1), Of(type.GetElementType()!, depth + 1));
            if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type)) return Collection(type, depth);

            if (Plain(type)) return FilledPlain(type, depth);

            var constructor = type.GetConstructors()
                .Where(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != type)
                .OrderByDescending(candidate => candidate.GetParameters().Length)
                .FirstOrDefault();
            object made = constructor is null
                ? Activator.CreateInstance(type)!
                : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, depth + 1))]);
            foreach (var member in Numbered(type)) Set(member, made, depth);
            return made;
        }

        public static IEnumerable<string> Differences(object? before, object? after, string path)
        {
            if (before is null || after is null)
                return before is null && after is null ? [] : [$"{path}: {before ?? "null"} became {after ?? "null"}"];
            if (before is not string && before is IEnumerable sequence)
            {
                object?[] left = [.. sequence.Cast<object?>()], right = [.. ((IEnumerable)after).Cast<object?>()];
                return left.Length != right.Length
                    ? [$"{path}: {left.Length} elements became {right.Length}"]
                    : left.Zip(right).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]"));
            }

            var members = Members(before.GetType()).ToList();
            if (members.Count == 0) return before.Equals(after) ? [] : [$"{path}: {before} became {after}"];
            return members.SelectMany(member => Differences(Get(member, before), Get(member, after), $"{path}.{member.Name}"));
        }

        private static object? Simple(Type type) => Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => true,
            // Also a JSON text, for members that hold one.
            TypeCode.String => "\"text ü\"",
            TypeCode.Char => 'c',
            TypeCode.DateTime => new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            TypeCode.Object when type == typeof(Guid) => new Guid("6b6f6c6f-7361-6c00-0000-000000000001"),
            TypeCode.Object when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(7),
            TypeCode.Object when type == typeof(DateOnly) => new DateOnly(2026, 1, 2),
            TypeCode.Object when type == typeof(TimeSpan) => TimeSpan.FromTicks(1234567),
            TypeCode.Object when type == typeof(UInt128) => UInt128.MaxValue,
            TypeCode.Object when type == typeof(Int128) => Int128.MinValue,
            TypeCode.Object => null,
            TypeCode.Double => 0.1,
            TypeCode.Single => 0.1f,
            _ => Convert.ChangeType(7, type, null),
        };

        private static Array Filled(Array array, object? element)
        {
            array.SetValue(element, 0);
            return array;
        }

        /// <summary>One element, of whichever kind of collection: a constructor that
        /// takes a sequence, or the factory beside an immutable one.</summary>
        private static object Collection(Type type, int depth)
        {
            Type[] arguments = type.GetGenericArguments();
            Type elementType = arguments.Length == 2 ? typeof(KeyValuePair<,>).MakeGenericType(arguments) : arguments[0];
            object element = arguments.Length == 2
                ? Activator.CreateInstance(elementType, Of(arguments[0], depth + 1), Of(arguments[1], depth + 1))!
                : Of(elementType, depth + 1)!;
            var items = Filled(Array.CreateInstance(elementType, 1), element);
            if (type.IsInterface)
            {
                return type.IsInstanceOfType(items)
                    ? items
                    : Activator.CreateInstance((arguments.Length == 2 ? typeof(Dictionary<,>) : typeof(HashSet<>)).MakeGenericType(arguments),
                        items)!;
            }

            if (type.Namespace != "System.Collections.Immutable") return Activator.CreateInstance(type, items)!;
            var factory = type.Assembly.GetType(type.FullName![..type.FullName!.IndexOf('`')])!;
            return factory.GetMethods()
                .Where(method =>
                    method.Name == "CreateRange" && method.GetParameters().Length == 1 && method.GetGenericArguments().Length == arguments.Length)
                .Select(method => method.MakeGenericMethod(arguments))
                .First(method => method.GetParameters()[0].ParameterType.IsInstanceOfType(items))
                .Invoke(null, [items])!;
        }

        /// <summary>A class of the functional core, which carries no numbers: all its fields are its content.</summary>
        private static bool Plain(Type type) =>
            type.Namespace?.StartsWith("Kolosal", StringComparison.Ordinal) == true
                && !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
            && type.GetConstructor(Type.EmptyTypes) is not null;

        private static object FilledPlain(Type type, int depth)
        {
            object made = Activator.CreateInstance(type)!;
            foreach (var field in type.GetFields(Own)) field.SetValue(made, Of(field.FieldType, depth + 1));
            return made;
        }

        private static IEnumerable<MemberInfo> Numbered(Type type)
        {
            for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
            {
                foreach (var member in level.GetMembers(Own).Where(
                    member => member is PropertyInfo or FieldInfo && member.IsDefined(typeof(IdAttribute)))) yield return member;
            }
        }

        /// <summary>Numbered members, and those that a record's constructor takes; of the framework's own types none but those of a pair.</summary>
        private static IEnumerable<MemberInfo> Members(Type type)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)) return type.GetProperties();
            if (Plain(type)) return type.GetFields(Own);
            if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) return [];
            var taken = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name);
            return Numbered(type).Concat(type.GetProperties().Where(property => taken.Contains(property.Name))).DistinctBy(member => member.Name);
        }

        private static object? Get(MemberInfo member, object from) =>
            member is PropertyInfo property ? property.GetValue(from) : ((FieldInfo)member).GetValue(from);

        private static void Set(MemberInfo member, object on, int depth)
        {
            if (member is FieldInfo field) field.SetValue(on, Of(field.FieldType, depth + 1));
            else if (member is PropertyInfo { SetMethod: not null } property) property.SetValue(on, Of(property.PropertyType, depth + 1));
            else if (member is PropertyInfo computed)
            {
                computed.DeclaringType!.GetField($"<{computed.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!
                    .SetValue(on, Of(computed.PropertyType, depth + 1));
            }
        }
    }
}
