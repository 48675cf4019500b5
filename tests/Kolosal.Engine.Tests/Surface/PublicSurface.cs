using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kolosal.Engine.Tests.Surface;

/// <summary>The public members of Orleans' namespaces as text, one line each.</summary>
public static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly HashSet<string> OfObject = ["ToString", "GetHashCode", "GetType", "Finalize", "MemberwiseClone"];

    public static IReadOnlySet<string> Of(IEnumerable<Assembly> assemblies) =>
        assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsOrleans).SelectMany(LinesOf).ToHashSet();

    private static bool IsOrleans(Type type) => type.Namespace == "Orleans" || (type.Namespace?.StartsWith("Orleans.", StringComparison.Ordinal) ?? false)
        || (type.Namespace == "Microsoft.Extensions.Hosting" && type.Name.StartsWith("Orleans", StringComparison.Ordinal));

    private static IEnumerable<string> LinesOf(Type type)
    {
        string name = Name(type);
        yield return $"{Kind(type)} {name}";
        foreach (var implemented in type.GetInterfaces().Where(IsOrleans)) yield return $"{name} : {Name(implemented)}";
        if (type.IsEnum)
        {
            foreach (string value in Enum.GetNames(type)) yield return $"{name}.{value} = {Convert.ToInt64(Enum.Parse(type, value))}";
            yield break;
        }
        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible)) yield return $"{name}({Parameters(constructor)})";
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic)) yield return $"{name}.{field.Name} : {Name(field.FieldType)}";
        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !IsNoise(method)))
            yield return $"{name}.{method.Name}{Generics(method)}({Parameters(method)}) : {Name(method.ReturnType)}";
    }

    private static string Kind(Type type) =>
        type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : "class";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsNoise(MethodInfo method) => OfObject.Contains(method.Name) || method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.IsSpecialName
        || (method.Name == "Equals" && method.GetParameters() is [{ ParameterType: var only }] && only == typeof(object));

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = …" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsByRef) return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
