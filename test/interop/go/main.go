// Signed notes, checkpoints and proofs as Go's checksum database reads and writes them. Nothing here but the lines of
// c2sp.org/tlog-checkpoint and c2sp.org/tlog-proof is ours: signatures, keys and trees are golang.org/x/mod/sumdb's.
//
//	notes key NAME              a new key: the signer's line, then the verifier's
//	notes sign SIGNER           signs the text on standard input
//	notes checkpoint VERIFIER   opens the checkpoint on standard input, and prints its size and root
//	notes proofs VERIFIER       for every line of standard input, a proof in base64: "ok" and its record, or why not
package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 3 {
		fail(errors.New("two words are needed: what to do, and a name or a key"))
	}
	run, known := map[string]func(string) error{
		"key":        newKey,
		"sign":       sign,
		"checkpoint": checkpoint,
		"proofs":     proofs,
	}[os.Args[1]]
	if !known {
		fail(fmt.Errorf("there is no %q", os.Args[1]))
	}
	if err := run(os.Args[2]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func newKey(name string) error {
	signer, verifier, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s\n", signer, verifier)
	return nil
}

func sign(key string) error {
	signer, err := note.NewSigner(key)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signed)
	return err
}

func checkpoint(key string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	signed, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	tree, err := open(signed, verifier)
	if err != nil {
		return err
	}
	fmt.Printf("%d\n%s\n", tree.N, tree.Hash)
	return nil
}

func proofs(key string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		proof, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			return err
		}
		if record, err := check(string(proof), verifier); err != nil {
			fmt.Printf("refused: %q\n", err)
		} else {
			fmt.Printf("ok %s\n", record)
		}
	}
	return lines.Err()
}

// open checks the signature of a checkpoint, and gives the size and root that were signed.
func open(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return tlog.Tree{}, errors.New("a checkpoint has three lines: origin, size and root")
	}
	size, err := decimal(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := hash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// check follows a proof from the record in it to the signed root, and gives the record.
func check(proof string, verifier note.Verifier) (string, error) {
	head, signed, found := strings.Cut(proof, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("this is no proof")
	}
	first, extra, _ := strings.Cut(lines[1], " ")
	second, number, _ := strings.Cut(lines[2], " ")
	if first != "extra" || second != "index" {
		return "", errors.New("a proof has the record, then its index")
	}
	record, err := base64.StdEncoding.Strict().DecodeString(extra)
	if err != nil {
		return "", err
	}
	if !json.Valid(record) {
		return "", errors.New("the record is no JSON")
	}
	index, err := decimal(number)
	if err != nil {
		return "", err
	}
	path := make(tlog.RecordProof, len(lines)-3)
	for i, line := range lines[3:] {
		if path[i], err = hash(line); err != nil {
			return "", err
		}
	}
	tree, err := open([]byte(signed), verifier)
	if err != nil {
		return "", err
	}
	return string(record), tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(record))
}

func decimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (number < 0 || strconv.FormatInt(number, 10) != text) {
		err = fmt.Errorf("%q is no number of leaves", text)
	}
	return number, err
}

func hash(line string) (hash tlog.Hash, err error) {
	bytes, err := base64.StdEncoding.Strict().DecodeString(line)
	if err == nil && len(bytes) != tlog.HashSize {
		err = fmt.Errorf("%q is no hash", line)
	}
	copy(hash[:], bytes)
	return hash, err
}
