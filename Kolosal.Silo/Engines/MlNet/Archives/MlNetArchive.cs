using Microsoft.ML;

namespace Kolosal.Engines.MlNet;

/// <summary>Opens archives of ML.NET.</summary>
internal static class MlNetArchive
{
    /// <exception cref="InvalidDataException">Not such an archive, damaged, or with a part that this process has not.</exception>
    public static (ITransformer Model, DataViewSchema Schema) Open(byte[] archive)
    {
        var ml = new MLContext(seed: 0);
        // Trees are read by a component of an assembly that nothing here may have named yet.
        ml.ComponentCatalog.RegisterAssembly(typeof(Microsoft.ML.Trainers.FastTree.FastTreeBinaryTrainer).Assembly);
        try
        {
            var model = ml.Model.Load(new MemoryStream(archive, writable: false), out var schema);
            return (model, schema ?? throw new InvalidDataException("The ML.NET archive does not say what it reads; save it with its input schema."));
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentException or IOException
            or System.Reflection.TargetInvocationException)
        {
            throw new InvalidDataException($"ML.NET cannot open the archive: {(fault.InnerException ?? fault).Message}", fault);
        }
    }
}
