import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** A database that speaks MongoDB's protocol: java Server PORT [FILE]; without a file it keeps all in memory. */
public class Server {
    /** Drivers of today refuse the wire version that mongo-java-server announces by itself. */
    private static class Version implements MongoVersion {
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        public int getWireVersion() {
            return 13;
        }
    }

    public static void main(String[] args) throws Exception {
        MongoBackend backend;
        if (args.length > 1) {
            H2Backend h2 = new H2Backend(args[1]);
            h2.version(new Version());
            backend = h2;
        } else {
            MemoryBackend memory = new MemoryBackend();
            memory.version(new Version());
            backend = memory;
        }
        MongoServer server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(args[0]));
        System.out.println("Database started");
        Thread.currentThread().join();
    }
}
