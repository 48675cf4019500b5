using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Arm = System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace Kolosal.Experiments;

/// <summary>A library beside the platform's own that computes models; a host that has one registers it, so that records name its version.</summary>
public sealed record ComputingLibrary(string Name, string Version);

/// <summary>What this process computes with.</summary>
internal sealed class ComputingEnvironment(ITrainingPool pool, IEnumerable<ComputingLibrary> libraries)
{
    private readonly Lazy<EnvironmentFingerprint> fingerprint = new(() => new(
        RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), ProcessorFeatures(), pool.Slots,
        Own.AddRange(libraries.Select(library => KeyValuePair.Create(library.Name, library.Version))), VersionOf(typeof(RunPlan))));

    public EnvironmentFingerprint Fingerprint => fingerprint.Value;

    private static ImmutableSortedDictionary<string, string> Own { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("kolosal_analytics", VersionOf(typeof(ModelPackage))),
        KeyValuePair.Create("mathnet_numerics", VersionOf(typeof(MathNet.Numerics.SpecialFunctions))),
        KeyValuePair.Create("system_numerics_tensors", VersionOf(typeof(TensorPrimitives))),
    ]);

    private static ImmutableArray<string> ProcessorFeatures()
    {
        (string Name, bool Present)[] features =
        [
            ("vector512", Vector512.IsHardwareAccelerated), ("vector256", Vector256.IsHardwareAccelerated),
            ("vector128", Vector128.IsHardwareAccelerated), ("avx512f", X86.Avx512F.IsSupported), ("avx512dq", X86.Avx512DQ.IsSupported),
            ("avx2", X86.Avx2.IsSupported), ("fma", X86.Fma.IsSupported), ("bmi2", X86.Bmi2.IsSupported), ("sse42", X86.Sse42.IsSupported),
            ("adv_simd", Arm.AdvSimd.IsSupported),
        ];
        return
        [
            .. features.Where(feature => feature.Present).Select(feature => feature.Name),
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"vector_doubles_{Vector<double>.Count}"),
        ];
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? type.Assembly.GetName().Version!.ToString();
}
