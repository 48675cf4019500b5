using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kolosal.Runtime.Copying;

/// <summary>The numbered members of a serialized type, as the fields that hold them.</summary>
internal static class Members
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Fields with a number, and those of a primary constructor's parameters of a record; base classes first.</summary>
    public static IReadOnlyList<FieldInfo> Of(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            fields.InsertRange(0, OfLevel(level));
        return fields;
    }

    /// <summary>The member's name, for a backing field that of its property.</summary>
    public static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;

    private static IEnumerable<FieldInfo> OfLevel(Type level)
    {
        var parameters = PrimaryParameters(level);
        foreach (var field in level.GetFields(Declared))
        {
            string name = NameOf(field);
            bool backing = field.IsDefined(typeof(CompilerGeneratedAttribute));
            var property = backing ? level.GetProperty(name, Declared) : null;
            bool numbered = field.IsDefined(typeof(IdAttribute)) || (property?.IsDefined(typeof(IdAttribute)) ?? false);
            if (numbered || (property is not null && parameters.Contains(name))) yield return field;
        }
    }

    /// <summary>Only records have them numbered by position; a record shows by its compiler-made clone method or, for structs, its printer.</summary>
    private static HashSet<string> PrimaryParameters(Type level)
    {
        bool record = level.GetMethod("<Clone>$", Declared) is not null
            || (level.IsValueType && level.GetMethod("PrintMembers", Declared) is { } printer && printer.IsDefined(typeof(CompilerGeneratedAttribute)));
        if (!record) return [];
        var primary = level.GetConstructors(Declared)
            .Where(constructor => !(constructor.GetParameters() is [var only] && only.ParameterType == level))
            .OrderByDescending(constructor => constructor.GetParameters().Count(parameter => level.GetProperty(parameter.Name!, Declared) is not null))
            .FirstOrDefault();
        return primary?.GetParameters().Select(parameter => parameter.Name!).ToHashSet() ?? [];
    }
}
