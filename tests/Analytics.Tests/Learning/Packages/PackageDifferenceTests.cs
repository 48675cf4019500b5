using System.Text;

namespace Kolosal.Learning.Packages;

public class PackageDifferenceTests
{
    private const string Manifest = """{"problem":{"target":"y"},"members":[{"trainer":"ridge","seed":3}]}""";

    [Fact]
    public void Equal_bytes_do_not_differ() => Assert.Null(PackageDifference.First(Package(Manifest, [1, 2]), Package(Manifest, [1, 2])));

    [Fact]
    public void A_difference_in_the_manifest_is_named_by_its_path() => Assert.Equal(
        "First difference in the manifest at $.members[0].seed: 3 in the record, 4 now.",
        PackageDifference.First(Package(Manifest, [1]), Package(Manifest.Replace("3", "4", StringComparison.Ordinal), [9])));

    [Fact]
    public void What_only_one_manifest_has_is_said_so() => Assert.Equal(
        "First difference in the manifest at $.b: nothing in the record, 2 now.",
        PackageDifference.First(Package("""{"a":1}""", []), Package("""{"a":1,"b":2}""", [])));

    [Fact]
    public void Behind_equal_manifests_the_predictor_and_the_byte_are_named() => Assert.Equal(
        "First difference in predictor 1, byte 2 of 3.",
        PackageDifference.First(Package(Manifest, [1, 2], [5, 6, 7]), Package(Manifest, [1, 2], [5, 6, 8])));

    [Fact]
    public void A_longer_predictor_is_told_by_its_lengths() => Assert.Equal(
        "First difference in predictor 0, byte 2; it has 2 bytes in the record and 3 now.",
        PackageDifference.First(Package(Manifest, [1, 2]), Package(Manifest, [1, 2, 3])));

    [Theory, InlineData(0), InlineData(20), InlineData(60)]
    public void What_is_no_package_is_compared_by_its_bytes(int length) =>
        Assert.Contains("no package", PackageDifference.First(new byte[length], Package(Manifest, [1])), StringComparison.Ordinal);

    /// <summary>The layout as the format's documentation draws it.</summary>
    private static byte[] Package(string manifest, params byte[][] predictors)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("KOLOSALM"u8);
        writer.Write(3);
        writer.Write(Encoding.UTF8.GetByteCount(manifest));
        writer.Write(Encoding.UTF8.GetBytes(manifest));
        foreach (byte[] predictor in predictors)
        {
            writer.Write((long)predictor.Length);
            writer.Write(predictor);
        }
        writer.Write(new byte[32]);
        return bytes.ToArray();
    }
}
