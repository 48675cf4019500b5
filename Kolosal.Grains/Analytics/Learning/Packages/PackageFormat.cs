using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Learning.Packages;

/// <summary>The bytes of a model package, little-endian.</summary>
/// <remarks><code>
///  8  magic "KOLOSALM"
///  4  version: 4 (with a stack layer or a conformalizer), else 3; 1 and 2 (with a transform or a target transform) are read, too: their
///     predictors have no version of their own
///  4  manifest length m
///  m  manifest, UTF-8 JSON, snake_case
///     for each member of the manifest:  8  predictor length p,  p  predictor, as its trainer's descriptor reads it
/// 32  SHA-256 over everything above
/// </code>
/// To change the layout: raise <see cref="Version"/>, keep reading every earlier one, add a package of the old version to the tests.
/// </remarks>
internal static class PackageFormat
{
    public const int Version = 4;

    /// <summary>What a package without members of version 4 is written as, so that programs of before can read it.</summary>
    private const int PlainVersion = 3;

    private const int HashLength = 32;
    private static readonly byte[] Magic = "KOLOSALM"u8.ToArray();

    public static ImmutableSortedDictionary<string, string> Libraries { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("kolosal", VersionOf(typeof(ModelPackage))),
        KeyValuePair.Create("mathnet_numerics", VersionOf(typeof(MathNet.Numerics.SpecialFunctions))),
    ]);

    public static string Write(ModelPackage package, Stream stream)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(package.Manifest, TabularJson.Options);
            writer.Write(Magic);
            writer.Write(package.Manifest is { Stack: null, Conformal: null } ? PlainVersion : Version);
            writer.Write(manifest.Length);
            writer.Write(manifest);
            foreach (var (pipeline, _) in package.Pipelines) WritePredictor(writer, pipeline.Predictor);
        }
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        byte[] hash = SHA256.HashData(bytes);
        stream.Write(bytes);
        stream.Write(hash);
        return Convert.ToHexStringLower(hash);
    }

    public static ModelPackage Read(Stream stream)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (bytes.Length < Magic.Length + 2 * sizeof(int) + HashLength || !bytes.StartsWith(Magic))
            throw new InvalidDataException("Not a model package: the magic bytes are missing.");
        if (!SHA256.HashData(bytes[..^HashLength]).AsSpan().SequenceEqual(bytes[^HashLength..]))
            throw new InvalidDataException("The model package is damaged: its SHA-256 does not match.");

        content.Position = Magic.Length;
        using var reader = new BinaryReader(content, Encoding.UTF8, leaveOpen: true);
        try
        {
            int version = reader.ReadInt32();
            if (version is < 1 or > Version) throw new InvalidDataException($"Model packages up to version {Version} can be read, got {version}.");
            long end = content.Length - HashLength;
            var manifest = JsonSerializer.Deserialize<PackageManifest>(Take(reader, reader.ReadInt32(), end), TabularJson.Options);
            if (manifest is null || manifest.Members.IsDefaultOrEmpty) throw new InvalidDataException("The model package names no pipeline.");
            var predictors = new List<IPredictor>();
            foreach (var member in manifest.Members) predictors.Add(ReadPredictor(reader, member, manifest, end));
            if (content.Position != end) throw new InvalidDataException("The model package has bytes that belong to nothing.");
            return ModelPackage.FromManifest(manifest, predictors);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or EndOfStreamException or ArgumentException
            or KeyNotFoundException or OverflowException)
        {
            throw new InvalidDataException($"The model package cannot be read: {fault.Message}", fault);
        }
    }

    private static void WritePredictor(BinaryWriter writer, IPredictor predictor)
    {
        using var payload = new MemoryStream();
        using (var inner = new BinaryWriter(payload, Encoding.UTF8, leaveOpen: true)) predictor.Write(inner);
        writer.Write(payload.Length);
        writer.Write(payload.GetBuffer(), 0, (int)payload.Length);
    }

    private static IPredictor ReadPredictor(BinaryReader reader, PackageMember member, PackageManifest manifest, long end)
    {
        using var payload = new MemoryStream(Take(reader, reader.ReadInt64(), end), writable: false);
        using var inner = new BinaryReader(payload, Encoding.UTF8);
        var read = Trainers.ReaderOf(member.Trainer) ?? throw new InvalidDataException($"The model package was made with '{member.Trainer}', which "
            + "this program does not have: it is of a newer version, or of an engine that this process has not added.");
        var predictor = read(inner);
        if (payload.Position != payload.Length)
            throw new InvalidDataException($"The predictor of '{member.Trainer}' has {payload.Length - payload.Position} bytes too many.");
        int columns = (member.Transform?.Outputs ?? member.Preprocessing.Outputs).Length;
        if (predictor.Inputs != columns || predictor.Outputs != manifest.Problem.Outputs)
            throw new InvalidDataException($"The predictor takes {predictor.Inputs} values and gives {predictor.Outputs}; preprocessing and problem "
                + $"say {columns} and {manifest.Problem.Outputs}.");
        return predictor;
    }

    private static byte[] Take(BinaryReader reader, long length, long end) => length >= 0 && length <= end - reader.BaseStream.Position
        ? reader.ReadBytes((int)length)
        : throw new InvalidDataException(
            $"The model package says that a part has {length} bytes, but only {end - reader.BaseStream.Position} are left.");

    private static string VersionOf(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "unknown";
}
