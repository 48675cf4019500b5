using System.Reflection;
using Kolosal.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Kolosal.Conventions;

/// <summary>The files of <c>deploy/</c>, and what a program of ours would take of them.</summary>
internal static class DeployFiles
{
    private static readonly string[] Assemblies = ["Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api", "Kolosal.Grains.Abstractions"];

    public static string Root => Path.Combine(SharedFolders.Repository, "deploy");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>The documents of a YAML file; merge keys (<c>&lt;&lt;</c>) are resolved.</summary>
    public static List<YamlMappingNode> Documents(params string[] path)
    {
        var parser = new MergingParser(new Parser(new StringReader(Read(path))));
        var stream = new YamlStream();
        stream.Load(parser);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    /// <summary>What stands at a path of keys; null when one of them is missing.</summary>
    public static YamlNode? At(this YamlNode? node, params string[] keys)
    {
        foreach (string key in keys)
            if ((node as YamlMappingNode)?.Children.TryGetValue(new YamlScalarNode(key), out node) != true) return null;
        return node;
    }

    public static string? Text(this YamlNode? node, params string[] keys) => (node.At(keys) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode? node, params string[] keys) => node.At(keys) as YamlSequenceNode ?? [];

    public static IEnumerable<(string Key, YamlNode Value)> Pairs(this YamlNode? node, params string[] keys) =>
        (node.At(keys) as YamlMappingNode)?.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, pair.Value)) ?? [];

    /// <summary>Whether an environment variable of the form <c>Kolosal__Feature__Option</c> is an option that some class has.</summary>
    public static bool IsSetting(string variable) => Settings.Value.Contains(variable.Replace("__", ":", StringComparison.Ordinal));

    private static readonly Lazy<HashSet<string>> Settings = new(() =>
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { "Kolosal:DataDirectory" };
        foreach (var type in Assemblies.SelectMany(name => Assembly.Load(name).GetTypes()))
        {
            const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            if (type.GetField("Section", Any) is not { IsLiteral: true } section) continue;
            foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
                found.Add($"{section.GetRawConstantValue()}:{property.Name}");
        }
        return found;
    });
}
