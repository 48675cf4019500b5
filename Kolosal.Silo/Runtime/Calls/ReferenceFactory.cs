using System.Collections.Concurrent;

namespace Kolosal.Runtime.Calls;

/// <summary>Makes references, and keeps those that are asked for often.</summary>
internal sealed class ReferenceFactory(Engine engine)
{
    private const int CacheSlots = 1024;

    private readonly ConcurrentDictionary<Type, InterfaceReferences> _interfaces = new();

    /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
    public GrainReference Get(Type interfaceType, string key) => For(interfaceType).Get(key);

    public GrainReference Get(Type interfaceType, GrainId id) => interfaceType == typeof(IAddressable)
        ? For(engine.Manifest.ClassOf(id.Type).Interfaces[0]).Create(engine.Manifest.ClassOf(id.Type), id)
        : For(interfaceType).Create(engine.Manifest.ClassOf(id.Type), id);

    private InterfaceReferences For(Type interfaceType) => _interfaces.TryGetValue(interfaceType, out var known)
        ? known
        : _interfaces.GetOrAdd(interfaceType, type => new InterfaceReferences(engine, type));

    private sealed class InterfaceReferences(Engine engine, Type interfaceType)
    {
        private readonly Func<GrainReference> _new = ReferenceEmitter.ConstructorFor(interfaceType);
        private readonly Lazy<GrainClass> _class = new(() => engine.Manifest.ImplementationOf(interfaceType));

        // Slots are overwritten on collision: bounded, lock-free, and a lost race only costs another reference.
        private readonly Entry?[] _cache = new Entry?[CacheSlots];

        public GrainReference Get(string key)
        {
            ref var slot = ref _cache[key.GetHashCode() & (CacheSlots - 1)];
            if (slot is { } entry && entry.Key == key) return entry.Reference;
            var grainClass = _class.Value;
            var reference = Create(grainClass, GrainId.Create(grainClass.Type, key));
            slot = new Entry(key, reference);
            return reference;
        }

        public GrainReference Create(GrainClass grainClass, GrainId id)
        {
            var reference = _new();
            reference.Engine = engine;
            reference.GrainId = id;
            reference.Class = grainClass;
            reference.Interface = interfaceType;
            return reference;
        }

        private sealed record Entry(string Key, GrainReference Reference);
    }
}
